/* htmx, told before it starts: no eval, no styles of its own (they would break the CSP), no page kept in the browser's storage,
   and the title of the page stays: a part that comes from another page brings that page's title along. */
htmx.config.allowEval = false
htmx.config.includeIndicatorStyles = false
htmx.config.historyCacheSize = 0
htmx.config.ignoreTitle = true

/* A form is drawn again while somebody goes on typing: what changed since it was asked for goes before what comes back. */
{
  const folds = form => [...form.querySelectorAll('details')].map(one => [one.querySelector('summary').textContent.trim(), one])
  const state = form => new Map([
    ...[...form.elements].filter(one => one.id && one.type !== 'file').map(one => [one.id, `${one.value} ${one.checked}`]),
    ...folds(form).map(([name, one]) => [name, String(one.open)])
  ])
  const formOf = event => event.detail.elt.closest('form')

  document.addEventListener('htmx:beforeRequest', event => {
    const form = formOf(event)
    if (form) event.detail.xhr.asked = state(form)
  })
  document.addEventListener('htmx:beforeSwap', event => {
    const { xhr } = event.detail, form = xhr.asked && formOf(event)
    if (!form) return
    const newer = [...state(form)].filter(([name, now]) => xhr.asked.has(name) && xhr.asked.get(name) !== now)
    if (!newer.length) return
    const fields = [...form.elements].filter(one => newer.some(([id]) => id === one.id)).map(one => [one.id, one.value, one.checked])
    const opened = folds(form).filter(([name]) => newer.some(([key]) => key === name)).map(([name, one]) => [name, one.open])
    document.addEventListener('htmx:afterSettle', () => {
      const again = document.getElementById(form.id) ?? form
      for (const [id, value, checked] of fields) {
        const field = document.getElementById(id)
        if (field) Object.assign(field, field.type === 'checkbox' || field.type === 'radio' ? { checked } : { value })
      }
      for (const [name, open] of opened) for (const [key, one] of folds(again)) if (key === name) one.open = open
    }, { once: true })
  })
}

/* Who saves while a button of the form is still at work waits for it: what it puts back belongs to what is saved. */
{
  const atWork = new Map()
  let held

  document.addEventListener('htmx:beforeRequest', event => {
    const { elt, xhr } = event.detail
    if (elt.matches('button')) atWork.set(xhr, elt.form)
  })
  addEventListener('submit', event => {
    if (![...atWork.values()].includes(event.target)) return
    event.preventDefault()
    held = event.submitter
  })
  document.addEventListener('htmx:afterSettle', event => {
    if (atWork.delete(event.detail.xhr)) setTimeout(() => { held?.form?.requestSubmit(held); held = null })
  })
  document.addEventListener('htmx:afterRequest', event => {
    if (!event.detail.successful && atWork.delete(event.detail.xhr)) held = null
  })
}
