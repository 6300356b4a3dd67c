-- Reads notes until its input ends: what `pandoc lua` runs for exporter/source/pandoc.py.
--
-- Requests, each a line and then so many bytes:
--   "read FORMAT DEPTH BYTES BYTES": Markdown, and the works that it may cite as citations.lua wants
--   them, or nothing. DEPTH 0 means no bound.
--   Answer: a line "ok BYTES BYTES BYTES", Pandoc's JSON, the formulas as MathML in JSON, and what
--   was wrong with the citation style, or nothing.
--   "works FORMAT BYTES": a bibliography.
--   Answer: a line "ok BYTES BYTES", its works in Pandoc's JSON and the keys of each in JSON.
-- Or the answer is a line "error BYTES" and a message.

-- Blocks (or inlines) with everything below `depth` levels turned into its text.
local function bounded(list, depth, leaf)
  for i, node in ipairs(list) do
    local t = node.t
    if t == 'BulletList' or t == 'OrderedList' or t == 'LineBlock' then
      local items = node.content
      for j, item in ipairs(items) do
        items[j] = t == 'LineBlock' and bounded_inlines(item, depth) or bounded_blocks(item, depth - 1)
      end
      node.content = items
    elseif t == 'DefinitionList' then
      local items = node.content
      for j, item in ipairs(items) do
        local meanings = item[2]
        for k, meaning in ipairs(meanings) do meanings[k] = bounded_blocks(meaning, depth - 1) end
        items[j] = { bounded_inlines(item[1], depth), meanings }
      end
      node.content = items
    elseif t == 'BlockQuote' or t == 'Div' or t == 'Figure' or t == 'Note' then
      node.content = bounded_blocks(node.content, depth - 1)
    elseif t == 'Para' or t == 'Plain' or t == 'Header' then
      node.content = bounded_inlines(node.content, depth)
    elseif t == 'Table' then
      -- a pipe table holds inlines only; one of deep cells becomes its text
      if depth < 5 then node = leaf(pandoc.utils.stringify(node)) end
    elseif node.content and pandoc.utils.type(node) == 'Inline' then
      node.content = bounded_inlines(node.content, depth - 1)
    elseif t == 'Image' then
      node.caption = bounded_inlines(node.caption, depth - 1)
    end
    list[i] = node
  end
  return list
end

function bounded_blocks(blocks, depth)
  if depth > 0 then return bounded(blocks, depth, pandoc.Plain) end
  return pandoc.Blocks { pandoc.Plain(pandoc.utils.stringify(blocks)) }
end

function bounded_inlines(inlines, depth)
  if depth > 0 then return bounded(inlines, depth, pandoc.Str) end
  return pandoc.Inlines { pandoc.Str(pandoc.utils.stringify(inlines)) }
end

local MATHML = pandoc.WriterOptions { html_math_method = 'mathml' }

local ENTITIES = { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;' }

-- What most formulas have no need of is loaded for the first that has.
local settling
local UNREAD = { 'tag', 'label', 'notag', 'nonumber', 'textcolor', 'require', 'cfrac', 'middle', 'ce' }

local function settled(tex)
  for _, name in ipairs(UNREAD) do
    if tex:find('\\' .. name .. '%f[%A]') then
      settling = settling or dofile((arg[0]:gsub('reader%.lua$', 'formulas.lua')))
      return settling.settled(tex)
    end
  end
  return tex
end

local function formula(math)
  local tex = settled(math.text)
  local page = pandoc.Pandoc { pandoc.Plain { pandoc.Math(math.mathtype, tex) } }
  -- what it can't convert it writes as a span, and warns; both are for the caller to judge
  local _, html = pandoc.log.silence(pandoc.write, page, 'html', MATHML)
  if tex ~= math.text then
    -- the source that MathML keeps is the writer's
    local source = math.text:gsub('[&<>]', ENTITIES)
    html = html:gsub('(<annotation[^>]*>).-(</annotation>)', function(opening, closing)
      return opening .. source .. closing
    end)
  end
  return { math.text, math.mathtype == 'DisplayMath', html }
end

local function formulas(document)
  local found, seen = pandoc.List {}, {}
  document:walk {
    Math = function(math)
      local key = math.mathtype .. math.text
      if not seen[key] then
        seen[key] = true
        found:insert(formula(math))
      end
    end
  }
  return found
end

-- CommonMark takes the backslash of `\(x\)` for an escape. Such formulas are read as `$x$`, with two
-- characters of Unicode's private use inside, by which those that turn out to be code or an address
-- are known and written back as they were.
local OPEN, CLOSE = '\u{F8F0}', '\u{F8F1}'
-- No formula is longer, in bytes: an opening without its end costs no more than this
local LONGEST_FORMULA = 2000

-- Brackets are escaped in prose as well: a formula has a command of TeX in it, or is one letter, or
-- has another sign of TeX and no words but in braces.
local function is_formula(tex)
  if tex:find('\n%s*\n') then return false end
  if tex:find('\\%a') or tex:find('^%s*%a%s*$') then return true end
  return tex:find('[\\^_={}<>+*/|]') ~= nil and not tex:gsub('%b{}', ''):find('%a%a%a')
end

local function dollars(text)
  local parts, from = pandoc.List {}, 1
  for at in text:gmatch('()\\%(') do
    local tex, past = text:sub(at + 2, at + LONGEST_FORMULA):match('^([^`$"]-)\\%)()')
    local escaped = #text:sub(math.max(at - LONGEST_FORMULA, from), at - 1):match('\\*$') % 2 == 1
    if at >= from and tex and not escaped and is_formula(tex) then
      parts:extend { text:sub(from, at - 1), '$', OPEN, tex, CLOSE, '$' }
      from = at + 1 + past
    end
  end
  parts:insert(text:sub(from))
  return table.concat(parts)
end

-- `escape` stands before the brackets of what was no formula
local function written_back(text, escape)
  return (text:gsub('%$' .. OPEN .. '(.-)' .. CLOSE .. '%$', escape .. '(%1' .. escape .. ')'))
end

local function without_dollars(document)
  local function source(node)
    node.text = written_back(node.text, '\\')
    return node
  end
  return document:walk {
    Math = function(math)
      math.text = math.text:gsub(OPEN, ''):gsub(CLOSE, '')
      return math
    end,
    Code = source, CodeBlock = source, RawInline = source, RawBlock = source,
    Link = function(link)
      link.target = written_back(link.target, '')
      link.title = written_back(link.title, '')
      return link
    end,
    Image = function(image)
      image.src = written_back(image.src, '')
      image.title = written_back(image.title, '')
      return image
    end,
    -- `$` beside a digit or a blank opens no formula
    Str = function(str)
      str.text = str.text:gsub('%$' .. OPEN, '('):gsub(CLOSE .. '%$', ')')
      return str
    end,
  }
end

-- What most notes have no need of is loaded for the first that has.
local loaded
local function citations()
  loaded = loaded or dofile((arg[0]:gsub('reader%.lua$', 'citations.lua')))
  return loaded
end

local function taken(bytes)
  -- reading no bytes would wait for the next request, to see whether there is one
  return bytes == '0' and '' or io.read(tonumber(bytes)) or ''
end

local requests = {}

function requests.read(format, depth, bytes, citing_bytes)
  local text, citing = taken(bytes), taken(citing_bytes)
  return function()
    local has_tex = format:find('^commonmark_x') or format:find('^markdown')
    local bracketed = has_tex and text:find('\\(', 1, true)
    local document = pandoc.read(bracketed and dollars(text) or text, format)
    if bracketed then document = without_dollars(document) end
    depth = tonumber(depth)
    if depth > 0 then document.blocks = bounded_blocks(document.blocks, depth) end
    local problem = ''
    if citing ~= '' then
      document, problem = citations().resolved(document, citing)
    end
    local json = pandoc.write(document, 'json')
    -- looking through a document costs time, and most have no formula
    local math = json:find('"t":"Math"', 1, true) and formulas(document) or {}
    return json, #math > 0 and pandoc.json.encode(math) or '[]', problem
  end
end

function requests.works(format, bytes)
  local text = taken(bytes)
  return function() return citations().works(format, text) end
end

io.stdout:setvbuf('full')
for request in io.lines() do
  local kind, rest = request:match('^(%S+) (.*)$')
  local words = {}
  for word in rest:gmatch('%S+') do words[#words + 1] = word end
  -- the request is taken in whole before anything can fail
  local answers = table.pack(pcall(requests[kind](table.unpack(words))))
  if answers[1] then
    local lengths = {}
    for i = 2, answers.n do lengths[i - 1] = ' ' .. #answers[i] end
    io.write('ok', table.concat(lengths), '\n', table.unpack(answers, 2))
  else
    local message = tostring(answers[2])
    io.write('error ', #message, '\n', message)
  end
  io.flush()
end
