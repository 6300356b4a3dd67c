// Opens a book in foliate-js, the engine of the Foliate reader, in headless Chromium; turns every
// page, follows a note and a link, and tells as JSON what it saw:
//   node reading.mjs BOOK.epub '{"tools": …, "chromium": …, "width": 400, …}'
// `pictures` names a folder for a picture of each page. Nothing is fetched: what asks for more than
// the engine's own files and the book is refused, and told.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const [file, given] = process.argv.slice(2)
const wish = {
    width: 480, height: 720, text: 16, theme: 'light', pictures: '', most: 2000, ...JSON.parse(given),
}
const puppeteer = createRequire(join(wish.tools, 'x.js'))('puppeteer-core')
const engine = join(wish.tools, 'node_modules/foliate-js')
const SITE = 'https://reader.invalid/'
const INKS = { light: ['#000', '#fff'], sepia: ['#5b4636', '#f4ecd8'], night: ['#ccc', '#000'] }
// The engine waits a tenth of a second at each page for the finger of its reader
const PAGE = `<!DOCTYPE html><meta charset="utf-8"><title>reader</title>
<style>body { margin: 0 } foliate-view { display: block; width: 100vw; height: 100vh }</style>
<script>const later = setTimeout; globalThis.setTimeout = (done, _) => later(done, 0)</script>
<script type="module">import '${SITE}view.js'; import { FootnoteHandler } from '${SITE}footnotes.js';
globalThis.FootnoteHandler = FootnoteHandler; globalThis.ready = true</script>`

const saw = { pages: 0, sections: [], refused: [], errors: [], spilt: [], note: null, link: null }

// The reader's own settings, as Foliate, Thorium and Readium set them
const [ink, paper] = INKS[wish.theme]
const settings = `
html { color: ${ink}; background: ${paper}; font-size: ${wish.text}px }
${wish.theme === 'light' ? '' : `a:any-link { color: ${wish.theme === 'night' ? 'lightblue' : '#36c'} }`}`

const browser = await puppeteer.launch({
    executablePath: wish.chromium, pipe: true, protocolTimeout: 20_000,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb'],
})
try {
    const page = await browser.newPage()
    await page.setViewport({ width: wish.width, height: wish.height })
    page.on('pageerror', error => saw.errors.push(String(error)))
    page.on('console', said => said.type() === 'error' && saw.errors.push(said.text()))
    await page.setRequestInterception(true)
    page.on('request', request => {
        const url = request.url()
        if (/^(blob|data):/.test(url)) return request.continue()
        const name = url.startsWith(SITE) ? url.slice(SITE.length) : null
        if (name === '') return request.respond({ contentType: 'text/html', body: PAGE })
        if (name === 'book.epub') return request.respond({ body: readFileSync(file) })
        if (name?.endsWith('.js')) {
            const body = readFileSync(join(engine, name))
            return request.respond({ contentType: 'text/javascript', body })
        }
        if (name === 'favicon.ico') return request.respond({ status: 204 })
        saw.refused.push(url)
        request.abort()
    })
    await page.goto(SITE)
    await page.waitForFunction('globalThis.ready')
    await page.evaluate(opened, settings)
    let before = ''
    while (saw.pages < wish.most) {
        const now = await page.evaluate(shown)
        if (now.at === before) break
        before = now.at
        saw.pages += 1
        if (!saw.sections.includes(now.file)) saw.sections.push(now.file)
        saw.spilt.push(...now.spilt)
        if (wish.pictures) {
            const path = join(wish.pictures, `${String(saw.pages).padStart(4, '0')}.png`)
            await page.screenshot({ path })
        }
        await page.evaluate(() => globalThis.view.next())
    }
    saw.note = await page.evaluate(noteFollowed)
    saw.link = await page.evaluate(linkFollowed)
} finally {
    await browser.close()
}
console.log(JSON.stringify(saw))

// What follows runs in the page.

async function opened(settings) {
    const view = document.createElement('foliate-view')
    globalThis.view = view
    document.body.append(view)
    view.addEventListener('relocate', ({ detail }) => { globalThis.place = detail })
    await view.open(new File([await (await fetch('book.epub')).blob()], 'book.epub'))
    view.renderer.setStyles?.(settings)
    view.renderer.setAttribute('margin', '24px')
    view.renderer.setAttribute('gap', '6%')
    await view.goTo(0)
}

// Where the reader is, and what of this file is wider than its page: it stands over the next one.
// What lies in a frame that scrolls does not.
function shown() {
    const { doc, index } = globalThis.view.renderer.getContents()[0]
    const { id: file } = globalThis.view.book.sections[index]
    if (globalThis.last === file) return { at: globalThis.place.cfi, file, spilt: [] }
    globalThis.last = file
    const spilt = [], found = new Set()
    const upright = getComputedStyle(doc.body).writingMode.startsWith('vertical')
    const [start, end] = upright ? ['top', 'bottom'] : ['left', 'right']
    const pages = [...doc.body.getClientRects()]
    const fits = box => box.width * box.height === 0
        || pages.some(page => box[start] >= page[start] - 1 && box[end] <= page[end] + 1)
    const scrolls = element => getComputedStyle(element).overflowX !== 'visible'
    for (const element of doc.body.querySelectorAll('*')) {
        if (found.has(element.parentElement)) found.add(element)
        if (found.has(element) || element.parentElement.closest('svg, pre')) continue
        let frame = element.parentElement
        while (frame !== doc.body && !scrolls(frame)) frame = frame.parentElement
        if (frame !== doc.body || [...element.getClientRects()].every(fits)) continue
        found.add(element)
        spilt.push(`${file}: ${element.outerHTML.slice(0, 120)}`)
    }
    return { at: globalThis.place.cfi, file, spilt }
}

// The first call of a note in the book: what is shown over the text
async function noteFollowed() {
    const { view } = globalThis
    for (const [index, section] of view.book.sections.entries()) {
        const found = (await section.createDocument()).querySelector('a[role="doc-noteref"]')
        if (!found) continue
        await view.goTo(index)
        const { doc } = view.renderer.getContents()[0]
        const call = doc.querySelector('a[role="doc-noteref"]')
        const notes = new globalThis.FootnoteHandler()
        const shown = new Promise((done, fail) => {
            notes.addEventListener('before-render', ({ detail }) => document.body.append(detail.view))
            notes.addEventListener('render', ({ detail }) => {
                const text = detail.view.renderer.getContents()[0].doc.body.textContent
                done({ href: detail.href, type: detail.type, aside: detail.hidden, text: text.trim() })
            })
            view.addEventListener('link', e => notes.handle(view.book, e)?.catch(fail), { once: true })
        })
        call.click()
        return shown
    }
    return null
}

// The first link from one chapter into another, followed by a click
async function linkFollowed() {
    const { view } = globalThis
    for (const [index, section] of view.book.sections.entries()) {
        const inside = a => {
            const name = section.resolveHref(a.getAttribute('href')).split('#')[0]
            return !a.matches('[role="doc-noteref"]') && !view.book.isExternal(a.getAttribute('href'))
                && name !== section.id && view.book.sections.some(s => s.id === name)
        }
        const links = doc => [...doc.querySelectorAll('section a[href]')].filter(inside)
        if (section.linear === 'no' || !links(await section.createDocument()).length) continue
        await view.goTo(index)
        const [a] = links(view.renderer.getContents()[0].doc)
        const href = section.resolveHref(a.getAttribute('href'))
        const moved = new Promise(done => view.renderer.addEventListener('load', done, { once: true }))
        a.click()
        const { detail } = await moved
        return { from: section.id, href, to: view.book.sections[detail.index].id }
    }
    return null
}
