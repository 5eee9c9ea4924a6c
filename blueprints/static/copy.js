/* Copy buttons: they show only where they work. Without this file the fields are selected and copied by hand. */
addEventListener("click", async (event) => {
  const button = event.target.closest("[data-rg-copy]")
  if (!button) return
  const field = document.getElementById(button.dataset.rgCopy)
  let copied = true
  try {
    await navigator.clipboard.writeText(field.value)
  } catch {
    field.select()
    copied = document.execCommand("copy")
  }
  const name = document.querySelector(`label[for="${field.id}"]`).textContent.trim()
  document.getElementById("rg-copied").textContent = copied ? `${name} is gekopieerd.` : `Kopiëren lukt niet; ${name} is geselecteerd.`
  button.textContent = copied ? "Gekopieerd" : "Geselecteerd"
})
for (const button of document.querySelectorAll("[data-rg-copy]")) button.hidden = false
