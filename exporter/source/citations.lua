-- Citations of a note resolved by Pandoc's citeproc, from works that come with the note. Nothing here
-- opens a file or an address: `bibliography` and `csl`, by which Pandoc would, are never set.

local cites = dofile((arg[0]:gsub('reader%.lua$', 'cites.lua')))
local stringify = pandoc.utils.stringify

local M = {}

-- Cross-references to figures, tables, equations, listings and sections are no citations.
local KINDS = { fig = true, tbl = true, eq = true, lst = true, sec = true }

local function is_cross_reference(key)
  return KINDS[key:match('^(%a+)[:-]')] or false
end

-- The works of a bibliography as Pandoc's JSON, and the keys of each in JSON: biblatex has `ids`.
function M.works(format, text)
  local _, document = pandoc.log.silence(pandoc.read, text, format)
  -- written before it is looked into, which puts each of its texts into the garbage collector's way
  local json, keys = pandoc.write(document, 'json'), pandoc.List {}
  for _, work in ipairs(document.meta.references or {}) do
    local names = pandoc.List { stringify(work.id or '') }
    for other in stringify(work['other-ids'] or ''):gmatch('[^%s,]+') do names:insert(other) end
    keys:insert(names)
  end
  document = nil
  collectgarbage()
  return json, #keys > 0 and pandoc.json.encode(keys) or '[]'
end

local function inlines_of(markdown)
  return pandoc.utils.blocks_to_inlines(pandoc.read(markdown, 'markdown').blocks)
end

-- Cross-references put aside, so that citeproc neither resolves nor complains of them; each work
-- under its first key, the only one that citeproc knows; and whether there is a citation at all.
local HELD = 'exporter-held'

local function prepared(document, keys)
  local held, cited = pandoc.List {}, false
  local found = document:walk {
    Cite = function(cite)
      if not cite.citations:find_if(function(each) return not is_cross_reference(each.id) end) then
        held:insert(cite)
        return pandoc.RawInline(HELD, tostring(#held))
      end
      cited = true
      cite.citations = cite.citations:map(function(each)
        each.id = keys[each.id] or each.id
        return each
      end)
      return cite
    end
  }
  return found, held, cited
end

local function with_cross_references(document, held)
  if #held == 0 then return document end
  return document:walk {
    RawInline = function(raw) return raw.format == HELD and held[tonumber(raw.text)] or nil end
  }
end

-- An id that every output takes as it is: a key may have `:`, `/` and any letter.
local function new_ids()
  local ids, taken = {}, {}
  return function(key)
    if not ids[key] then
      local plain = 'ref-' .. key:gsub('[^%w_.-]', '-')
      local id, number = plain, 1
      while taken[id] do
        id, number = ('%s-%d'):format(plain, number), number + 1
      end
      ids[key], taken[id] = id, true
    end
    return ids[key]
  end
end

-- Links from citations to works, under names that a renderer knows; none to what isn't listed.
local function linked(document, id)
  local listed = {}
  document = document:walk {
    Div = function(div)
      local key = div.identifier:match('^ref%-(.+)$')
      if key and div.classes:includes('csl-entry') then
        listed[key] = true
        div.identifier = id(key)
        return div
      end
    end
  }
  local function link(node)
    local key = node.target:match('^#ref%-(.+)$')
    if not key then return nil end
    if not listed[key] then return node.content end
    node.target = '#' .. id(key)
    node.classes:insert('biblioref')
    return node
  end
  -- citeproc leaves empty texts, which are to us what Pandoc's readers leave of a lost reference
  local function text(node) return node.text == '' and {} or nil end
  return document:walk { Cite = function(cite) return cite:walk { Link = link, Str = text } end }
end

-- What citeproc makes of a document, with its default style where the one given can't be used; and
-- what it had to say of that one.
local function processed(document)
  -- `silence` gives what was to be said, and then the result
  local ok, problem, done = pcall(pandoc.log.silence, pandoc.utils.citeproc, document)
  if ok then return done, '' end
  document.meta['citation-style'] = nil
  local _, plain = pandoc.log.silence(pandoc.utils.citeproc, document)
  return plain, tostring(problem)
end

local function with_level_2(document)
  return document:walk { Header = function(header) header.level = 2; return header end }
end

-- Ids for the keys that some inlines cite, in their order.
local function identify(inlines, id)
  pandoc.Para(inlines):walk {
    Cite = function(cite)
      for _, each in ipairs(cite.citations) do id(each.id) end
    end
  }
end

local function without_works(document)
  return document:walk {
    Div = function(div) return div.classes:includes('csl-entry') and {} or nil end
  }
end

-- The document with citations and bibliography, and what is wrong with its style. `source` is a
-- document with the metadata that citeproc takes: `nocite` and the title in Markdown, under `keys`
-- the key that counts for each that the works have, and `text` where citations are still text.
-- `before` is cited before the text, so that a style that counts works counts it first; what is read
-- with the same `nocite` or `before` has the same ids. `unlisted` says that the list stands elsewhere.
function M.resolved(document, source)
  local meta = pandoc.read(source, 'json').meta
  local keys, problem, held, cited = meta.keys, '', nil, false
  if meta.text then document = cites(document, keys, is_cross_reference) end
  document, held, cited = prepared(document, keys)
  if cited or meta.before or meta.nocite ~= '' then
    local headed = document.blocks:find_if(function(block) return block.t == 'Header' end)
    local title, before, unlisted = meta['reference-section-title'], meta.before, meta.unlisted
    meta.keys, meta.text, meta.before, meta.unlisted = nil, nil, nil, nil
    meta.nocite = inlines_of(meta.nocite)
    before = before and inlines_of(before)
    local id = new_ids()
    identify(before or meta.nocite, id)
    meta['reference-section-title'] = title and inlines_of(title)
    document.meta = meta
    if before then document.blocks:insert(1, pandoc.Para(before)) end
    document, problem = processed(document)
    if before then document.blocks:remove(1) end
    -- where it is the only heading it must not pass for the note's title
    if title and not headed then document = with_level_2(document) end
    document = linked(document, id)
    if unlisted then document = without_works(document) end
    document.meta = {}
  end
  return with_cross_references(document, held), problem
end

return M
