-- TeX that Pandoc's texmath does not read, in words that it does. What is dropped here is kept by the
-- caller, or told: the number of `\tag`, the colour of `\textcolor`.

local M = {}

local ARROWS = {
  { '<=>', '\\rightleftharpoons ' }, { '<->', '\\leftrightarrow ' },
  { '->', '\\longrightarrow ' }, { '<-', '\\longleftarrow ' },
}

-- Behind what a number is how often it is there, and before what it is a charge
local COUNTED = { atom = true, close = true }

local function inner(group) return group:sub(2, -2) end

local function arrow(text, at)
  for _, pair in ipairs(ARROWS) do
    local ends = at + #pair[1]
    if text:sub(at, ends - 1) == pair[1] then
      local above, past = text:match('^(%b[])()', ends)
      if not above then return pair[2], ends end
      local below, further = text:match('^(%b[])()', past)
      local under = below and '\\underset{\\text{' .. inner(below) .. '}}' or ''
      local over = '\\overset{\\text{' .. inner(above) .. '}}{' .. pair[2] .. '}'
      return under ~= '' and under .. '{' .. over .. '}' or over, further or past
    end
  end
end

-- One token of mhchem: what it matches, what comes of it, and what it is to the next one.
local TOKENS = {
  { '^%s+%^%s*()', function() return '\\uparrow ' end, 'gap' },
  { '^%s+v%f[%s%z]()', function() return '\\downarrow ' end, 'gap' },
  { '^%s+%+%s+()', function() return ' + ' end, 'gap' },
  { '^%^(%b{})()', function(group) return '^{' .. inner(group) .. '}' end, 'close' },
  { '^%^(%d*[+-]?)()', function(charge) return '^{' .. charge .. '}' end, 'close' },
  { '^_(%b{})()', function(group) return '_{' .. inner(group) .. '}' end, 'close' },
  { '^_(%w)()', function(sign) return '_{' .. sign .. '}' end, 'close' },
  { '^%$([^$]*)%$()', function(tex) return tex end, 'atom' },
  { '^(\\%a+%s*)()', function(command) return command end, 'atom' },
  { '^(%a+)()', function(letters) return '\\mathrm{' .. letters .. '}' end, 'atom' },
  { '^([)%]])()', function(sign) return sign end, 'close' },
  { '^(%d+/?%d*)()', function(number, before)
    return COUNTED[before] and '_{' .. number .. '}' or number .. '\\,'
  end, 'close' },
  { '^([+-])%f[%s%z)%]]()', function(sign, before)
    return COUNTED[before] and '^{' .. sign .. '}' or sign
  end, 'close' },
  { '^[*.]()', function() return '\\cdot ' end, 'gap' },
  { '^#()', function() return '{\\equiv}' end, 'gap' },
  { '^([-=])()', function(bond) return '\\text{' .. (bond == '-' and '–' or bond) .. '}' end, 'gap' },
  { '^%s+()', function() return '\\ ' end, 'gap' },
  { '^(.[\128-\191]*)()', function(sign) return sign end, 'gap' },
}

-- The formulas and equations of mhchem, as far as they are letters, numbers, charges and arrows.
local function chemistry(text)
  local parts, at, before = {}, 1, 'gap'
  while at <= #text do
    local made, past = arrow(text, at)
    local kind = 'gap'
    if not made then
      for _, token in ipairs(TOKENS) do
        local found = table.pack(text:match(token[1], at))
        if found[1] then
          past = found[found.n]
          made = token[2](found.n > 1 and found[1] or before, before)
          kind = token[3]
          break
        end
      end
    end
    parts[#parts + 1] = made
    at, before = past, kind
  end
  return '{' .. table.concat(parts) .. '}'
end

-- The TeX of a formula as it is to be read.
function M.settled(tex)
  local _, tags = tex:gsub('\\tag%*?%s*%b{}', '')
  tex = tex:gsub('\\tag%*?%s*(%b{})', function(group)
    return tags > 1 and '\\qquad\\text{(' .. inner(group) .. ')}' or ''
  end)
  tex = tex:gsub('\\label%s*%b{}', ''):gsub('\\notag%f[%A]', ''):gsub('\\nonumber%f[%A]', '')
  tex = tex:gsub('\\textcolor%s*%b{}', ''):gsub('\\require%s*%b{}', '')
  tex = tex:gsub('\\cfrac%f[%A]', '\\dfrac'):gsub('\\middle%f[%A]', '')
  return (tex:gsub('\\ce%s*(%b{})', function(group) return chemistry(inner(group)) end))
end

return M
