-- Citations where Pandoc leaves them as text, in `commonmark_x`: `[see @key, p. 3; @other]`,
-- `[-@key]` and, of the keys that a bibliography has, `@key` and `@key [p. 3]` in a sentence.
-- Found on inlines: code, addresses and links are safe from it, and so are Obsidian's comments.

-- Beyond ASCII: the blocks of punctuation, which UTF-8 writes with the same bytes as letters.
local function is_letter(text, at)
  local byte = text:byte(at)
  if not byte or byte < 128 then return byte and text:sub(at, at):find('[%w_]') and true or false end
  local ok, code = pcall(utf8.codepoint, text, at)
  return ok and code >= 0xC0 and not (code >= 0x2000 and code <= 0x2BFF)
    and not (code >= 0x3000 and code <= 0x303F) and not (code >= 0xFF00 and code <= 0xFF0F)
end

local function follows_letter(text, at)
  return at > 1 and is_letter(text, utf8.offset(text, -1, at))
end

-- The key that begins behind an `@`, as Pandoc reads one: punctuation only between letters.
local function key_at(text, at)
  local braced = text:match('^{([^%s{}]+)}', at)
  if braced then return braced, at + #braced + 2 end
  local past = at
  while past <= #text do
    if is_letter(text, past) then
      past = past + #text:match('^' .. utf8.charpattern, past)
    elseif past > at and text:find('^[:.#$%%&+?<>~/-]', past)
        and (is_letter(text, past + 1) or text:find('^[:/]/', past)) then
      past = past + 1
    else
      break
    end
  end
  if past > at then return text:sub(at, past - 1), past end
end

-- A list of inlines in pieces: `text` and other nodes, brackets, semicolons and keys. `hidden` says
-- whether an Obsidian comment is open, before and after.
local function pieces(inlines, hidden)
  local found = pandoc.List {}
  local function cut(text)
    local from, at = 1, 1
    local function add(piece, past)
      if at > from then found:insert { text = text:sub(from, at - 1) } end
      piece.text = text:sub(at, past - 1)
      found:insert(piece)
      from, at = past, past
    end
    while at <= #text do
      local character = text:sub(at, at)
      if text:sub(at, at + 1) == '%%' then
        hidden = not hidden
        at = at + 2
      elseif hidden then
        at = at + 1
      elseif text:sub(at, at + 1) == '^[' or text:sub(at, at + 1) == '![' then
        add({ kind = text:sub(at, at + 1) }, at + 2)
      elseif character == '[' then
        add({ kind = '[' }, at + 1)
      elseif character == ']' or character == ';' then
        add({ kind = character }, at + 1)
      elseif character == '@' and not follows_letter(text, at) then
        local key, past = key_at(text, at + 1)
        local minus = at > 1 and text:sub(at - 1, at - 1) == '-' and not follows_letter(text, at - 1)
        if key then
          if minus then at = at - 1 end
          add({ kind = 'key', key = key, minus = minus }, past)
        else
          at = at + 1
        end
      else
        at = at + 1
      end
    end
    if at > from then found:insert { text = text:sub(from) } end
  end
  for _, node in ipairs(inlines) do
    if node.t == 'Str' then cut(node.text) else found:insert { node = node } end
  end
  return found, hidden
end

local function inlines_of(list, from, to)
  local inlines, run = pandoc.Inlines {}, {}
  local function flush()
    if #run > 0 then inlines:insert(pandoc.Str(table.concat(run))) end
    run = {}
  end
  for i = from, to do
    local piece = list[i]
    if piece.node then
      flush()
      inlines:insert(piece.node)
    else
      run[#run + 1] = piece.text
    end
  end
  flush()
  return inlines
end

local function is_blank(piece)
  return piece and piece.node and (piece.node.t == 'Space' or piece.node.t == 'SoftBreak')
end

local function opens(piece)
  return piece.kind == '[' or piece.kind == '^[' or piece.kind == '!['
end

-- Tell each bracket where it closes, and of the semicolons between.
local function match_brackets(list)
  local open = pandoc.List {}
  for i, piece in ipairs(list) do
    if opens(piece) then
      piece.semicolons = pandoc.List {}
      open:insert(piece)
    elseif piece.kind == ']' and #open > 0 then
      open:remove().close = i
    elseif piece.kind == ';' and #open > 0 then
      open[#open].semicolons:insert(i)
    end
  end
end

-- One of the works in a bracket: pieces before its key, the key, pieces behind it.
local function work(list, from, to)
  while from <= to and is_blank(list[from]) do from = from + 1 end
  for i = from, to do
    local piece = list[i]
    if opens(piece) then return nil end
    if piece.kind == 'key' then
      local before = i - 1
      while before >= from and is_blank(list[before]) do before = before - 1 end
      local mode = piece.minus and 'SuppressAuthor' or 'NormalCitation'
      return pandoc.Citation(
        piece.key, mode, inlines_of(list, from, before), inlines_of(list, i + 1, to)
      )
    end
  end
end

-- The works between `from` and `to`, parted at the semicolons; nil where one of the parts is none.
local function works(list, from, to, semicolons)
  local found = pandoc.List {}
  for _, past in ipairs(semicolons .. { to + 1 }) do
    local one = work(list, from, past - 1)
    if not one then return nil end
    found:insert(one)
    from = past + 1
  end
  return found
end

-- `[p. 3; see @other]` behind `@key`: what its own citation says more, and the works after it.
local function behind(list, from)
  local opening = is_blank(list[from]) and from + 1 or from
  if not (list[opening] and list[opening].kind == '[') then return nil end
  local to, semicolons = list[opening].close, list[opening].semicolons:clone()
  if not to then return nil end
  local own = semicolons:remove(1) or to
  for i = opening + 1, own - 1 do
    if list[i].kind == 'key' then return nil end
  end
  local others = own < to and works(list, own + 1, to - 1, semicolons) or pandoc.List {}
  return inlines_of(list, opening + 1, own - 1), others, to
end

return function(document, keys, is_cross_reference)
  local hidden, number = false, 0

  local function cite(citations, content)
    number = number + 1
    for _, each in ipairs(citations) do each.note_num = number end
    return pandoc.Cite(content, citations)
  end

  local function are_cross_references(citations)
    return not citations:find_if(function(each) return not is_cross_reference(each.id) end)
  end

  local function in_brackets(list, at)
    local to = list[at].close
    local citations = to and works(list, at + 1, to - 1, list[at].semicolons)
    if not citations then return nil end
    if are_cross_references(citations) then return inlines_of(list, at, to), to end
    return { cite(citations, inlines_of(list, at, to)) }, to
  end

  local function in_text(list, at)
    local piece = list[at]
    if not keys[piece.key] or is_cross_reference(piece.key) then return nil end
    local own, others, to = behind(list, at + 1)
    local mode = piece.minus and 'SuppressAuthor' or 'AuthorInText'
    local citations = pandoc.List { pandoc.Citation(piece.key, mode, {}, own or {}) }
    citations:extend(others or {})
    to = to or at
    return { cite(citations, inlines_of(list, at, to)) }, to
  end

  local readers = { ['['] = in_brackets, key = in_text }

  -- The inlines of a list with citations for what is one, from piece to piece.
  local function cited(list, from, to)
    local found, plain, at = pandoc.Inlines {}, from, from
    while at <= to do
      local read = readers[list[at].kind]
      local made, past
      if read then made, past = read(list, at) end
      if made then
        found:extend(inlines_of(list, plain, at - 1))
        found:extend(made)
        plain, at = past + 1, past
      end
      at = at + 1
    end
    found:extend(inlines_of(list, plain, to))
    return found
  end

  -- `^[…]`: citeproc has to know what is cited in a note
  readers['^['] = function(list, at)
    local close = list[at].close
    if not close or close == at + 1 then return nil end
    return { pandoc.Note { pandoc.Para(cited(list, at + 1, close - 1)) } }, close
  end

  return document:walk {
    traverse = 'topdown',
    Inlines = function(inlines)
      local list
      list, hidden = pieces(inlines, hidden)
      if not list:find_if(function(piece) return piece.kind == 'key' end) then return nil end
      match_brackets(list)
      return cited(list, 1, #list)
    end,
    Cite = function(node) return node, false end,
    Link = function(node) return node, false end,
  }
end
