/* What is typed is kept every few seconds, and at once when the phone shows something else. When that fails, the page says so;
   without this file there is the button. */
{
  let typed
  document.addEventListener('input', event => { if (event.target.matches('textarea')) typed = event.target })
  document.addEventListener('change', () => { typed = null })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden && typed?.isConnected) typed.dispatchEvent(new Event('change', { bubbles: true }))
  })
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
