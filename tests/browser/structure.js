/* What stands on a page and where, whatever its texts say: every element by its attributes, behind what it stands in.
   Of siblings that are alike two stay, so that axe looks at them twice at most; `rgWhole()` puts the others back. */
() => {
  const VALUES = /^(class|role|type|scope|tabindex|lang|autocomplete|hidden|disabled|aria-(current|hidden|invalid|expanded|live|sort))$/
  const REFERENCES = /^(for|aria-labelledby|aria-describedby|aria-controls)$/
  const NO_PART = new Set(["SCRIPT", "LINK", "TEMPLATE"])
  const taken = []
  window.rgWhole = () => taken.reverse().forEach(([parent, one, next]) => parent.insertBefore(one, next))

  const refers = ids => ids.split(/\s+/).every(id => document.getElementById(id))
  const said = ({ name, value }) => {
    if (VALUES.test(name)) return `${name}=${value}`
    if (REFERENCES.test(name)) return `${name}:${refers(value)}`
    return value.trim() ? name : `${name}:empty`
  }
  const written = one => [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
  const itself = one =>
    `${one.localName}[${[...one.attributes].map(said).sort()}]${written(one) ? "t" : ""}${one.labels?.length ?? ""}`

  const places = new Set()
  const describe = (one, before) => {
    const place = `${before}>${itself(one)}`, parts = new Map()
    places.add(place)
    for (const child of [...one.children]) {
      if (NO_PART.has(child.tagName)) continue
      const part = describe(child, place), alike = parts.get(part) ?? 0
      parts.set(part, alike + 1)
      if (alike > 1 && !one.closest("select")) {
        taken.push([one, child, child.nextSibling])
        child.remove()
      }
    }
    return `${itself(one)}(${[...parts.keys()]})`
  }

  const ids = [...document.querySelectorAll("[id]")].map(one => one.id)
  places.add(`twice ${ids.filter((id, place) => ids.indexOf(id) !== place)}`)
  places.add(`headings ${[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(one => one.localName).join().replace(/(h\d)(,\1)+/g, "$1")}`)
  places.add(`document ${document.documentElement.lang} ${Boolean(document.title)}`)
  describe(document.body, "")
  return [...places]
}
