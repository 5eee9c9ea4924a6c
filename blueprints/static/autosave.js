/* What is typed is kept every few seconds. When that fails, the page says so; without this file there is the button. */
{
  const line = () => document.getElementById('rg-saved')
  document.addEventListener('htmx:beforeSwap', event => {
    if (event.detail.target === line() && event.detail.xhr.status === 409) event.detail.shouldSwap = true
  })
  for (const name of ['htmx:responseError', 'htmx:sendError']) document.addEventListener(name, event => {
    if (event.detail.target === line() && event.detail.xhr.status !== 409) {
      line().textContent = 'Nog niet bewaard. Wat je typte staat er nog. Klik op Reflectie bewaren.'
    }
  })
}
