-- Reads notes until its input ends: what `pandoc lua` runs for exporter/source/pandoc.py.
--
-- Request: a line "FORMAT DEPTH BYTES", then so many bytes of Markdown. DEPTH 0 means no bound.
-- Answer: a line "ok BYTES BYTES", then Pandoc's JSON and the formulas as MathML in JSON;
-- or a line "error BYTES" and a message.

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

local function formula(math)
  local page = pandoc.Pandoc { pandoc.Plain { math } }
  -- what it can't convert it writes as a span, and warns; both are for the caller to judge
  local _, html = pandoc.log.silence(pandoc.write, page, 'html', MATHML)
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
local SHUT = { ['('] = ')', ['['] = ']' }

-- Brackets are escaped in prose as well: a formula has a sign of TeX in it or is one letter, and one
-- in square brackets stands on lines of its own.
local function is_formula(before, open, tex, after)
  if tex:find('\n%s*\n') or not (tex:find('[\\^_={}<>+*/|]') or tex:find('^%s*%a%s*$')) then
    return false
  end
  return open == '(' or (before:find('^[%s>]*$') and after:find('^%s*$')) and true or false
end

-- No formula is longer, in bytes: an opening without its end costs no more than this
local LONGEST_FORMULA = 2000

local function dollars(text)
  local parts, from = pandoc.List {}, 1
  for at, open in text:gmatch('()\\([%(%[])') do
    local tex, close, past = text:sub(at + 2, at + LONGEST_FORMULA):match('^([^`$]-)\\([%)%]])()')
    if at >= from and tex and SHUT[open] == close then
      past = at + 1 + past
      local before = text:sub(math.max(at - LONGEST_FORMULA, from), at - 1):match('[^\n]*$')
      local after = text:sub(past, past + LONGEST_FORMULA):match('^[^\n]*')
      if #before:match('\\*$') % 2 == 0 and is_formula(before, open, tex, after) then
        local mark = open == '(' and '$' or '$$'
        parts:extend { text:sub(from, at - 1), mark, OPEN, tex, CLOSE, mark }
        from = past
      end
    end
  end
  parts:insert(text:sub(from))
  return table.concat(parts)
end

-- `how` writes back what was no formula: as it stood in the source, or without its backslashes
local function written_back(text, how)
  return (text:gsub('(%$%$?)' .. OPEN .. '(.-)' .. CLOSE .. '%$%$?', function(mark, tex)
    local open = mark == '$' and '(' or '['
    return how .. open .. tex .. how .. SHUT[open]
  end))
end

local function without_dollars(document)
  local function source(node)
    node.text = written_back(node.text, '\\')
    return node
  end
  local function target(node)
    if node.target then node.target = written_back(node.target, '\\') end
    if node.src then node.src = written_back(node.src, '\\') end
    return node
  end
  return document:walk {
    Math = function(math)
      math.text = math.text:gsub(OPEN, ''):gsub(CLOSE, '')
      return math
    end,
    Code = source, CodeBlock = source, RawInline = source, RawBlock = source,
    Link = target, Image = target,
    Inlines = function(inlines)
      -- `$` beside a digit or a blank opens no formula: the text of these is in pieces
      local text = pandoc.utils.stringify(inlines)
      if not text:find(OPEN, 1, true) then return nil end
      for _, node in ipairs(inlines) do
        if node.t == 'Str' then
          node.text = node.text:gsub('%$%$?' .. OPEN, '('):gsub(CLOSE .. '%$%$?', ')')
        end
      end
      return inlines
    end,
  }
end

local function answer(format, depth, text)
  local bracketed = format:find('^commonmark_x') and text:find('\\[%(%[]')
  local document = pandoc.read(bracketed and dollars(text) or text, format)
  if bracketed then document = without_dollars(document) end
  if depth > 0 then document.blocks = bounded_blocks(document.blocks, depth) end
  -- looking through a document costs time, and most have no formula
  local math = (text:find('[$\\]') or text:find('math', 1, true)) and formulas(document) or {}
  return pandoc.write(document, 'json'), #math > 0 and pandoc.json.encode(math) or '[]'
end

io.stdout:setvbuf('full')
for request in io.lines() do
  local format, depth, bytes = request:match('^(%S+) (%d+) (%d+)$')
  -- reading no bytes would wait for the next request, to see whether there is one
  local text = bytes == '0' and '' or io.read(tonumber(bytes)) or ''
  local ok, json, math = pcall(answer, format, tonumber(depth), text)
  if ok then
    io.write('ok ', #json, ' ', #math, '\n', json, math)
  else
    local message = tostring(json)
    io.write('error ', #message, '\n', message)
  end
  io.flush()
end
