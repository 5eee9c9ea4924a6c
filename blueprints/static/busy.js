/* While a file is read or imported the page says so, in numbers. Without this file there is only the browser's own sign of waiting. */
{
  let asking

  const rest = () => {
    clearInterval(asking)
    for (const form of document.querySelectorAll('[data-rg-busy]')) {
      delete form.dataset.rgSent
      form.querySelector('[data-rg-said]').textContent = ''
    }
  }

  addEventListener('submit', event => {
    const form = event.target.closest('[data-rg-busy]')
    if (!form || event.defaultPrevented) return
    if (form.dataset.rgSent) return event.preventDefault()
    form.dataset.rgSent = 'yes'
    const place = form.querySelector('[data-rg-said]')
    const say = text => { if (form.dataset.rgSent && place.textContent !== text) place.textContent = text }
    say(form.dataset.rgBusy)
    asking = setInterval(async () => {
      try {
        const answer = await fetch(form.dataset.rgHowFar)
        const count = answer.ok ? await answer.text() : ''
        if (count) say(`${form.dataset.rgBusy} ${count}.`)
      } catch { /* the next page is on its way, or the connection is gone: the browser says so itself */ }
    }, 500)
  })

  /* Somebody may come back to this page as it was left. */
  addEventListener('pageshow', rest)
}
