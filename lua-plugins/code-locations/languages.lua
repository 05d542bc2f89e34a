-- Which file names are source code, and in what language: the extension tells "main.c:12" from
-- "example.com:443" and "12:30".

local match, lower = string.match, string.lower

local languages = {}

local by_extension, by_name = {}, {}

-- One line per language: its name, its extensions; names of whole files begin with "=".
for line in ([[
ada adb ads
assembly asm s
awk awk
bash bash
bazel bzl =BUILD =WORKSPACE
c c h
clojure clj cljs cljc edn
cmake cmake =CMakeLists.txt
cpp cc cpp cxx hh hpp hxx ipp tpp inl
csharp cs
css css scss sass less
cuda cu cuh
d d
dart dart
diff diff patch
docker dockerfile =Dockerfile =Containerfile
elixir ex exs
elm elm
erlang erl hrl
fish fish
fortran f f90 f95 f03 for
fsharp fs fsx
go go
graphql graphql gql
groovy groovy gradle =Jenkinsfile
haskell hs lhs
html html htm xhtml
ini ini cfg conf
java java
javascript js mjs cjs jsx
json json jsonc json5
julia jl
kotlin kt kts
lex l ll
lisp lisp lsp el scm
log log
lua lua
make mk mak =Makefile =makefile =GNUmakefile
markdown md
meson =meson.build =meson_options.txt
nim nim
nix nix
objective-c m mm
ocaml ml mli
pascal pas pp
perl pl pm pod t
php php phtml
protobuf proto
powershell ps1 psm1
python py pyi pyx pxd pyw
r r
restructuredtext rst
ruby rb erb rake gemspec =Rakefile =Gemfile =Vagrantfile
rust rs
scala scala sbt
shell sh zsh ksh
sql sql
svelte svelte
swift swift
systemverilog sv svh
tcl tcl
terraform tf tfvars hcl
tex tex sty
text txt
toml toml
typescript ts mts cts tsx
vala vala vapi
verilog v vh
vhdl vhd vhdl
vim vim
vue vue
xml xml xsl xsd
yacc y yy
yaml yaml yml
zig zig
]]):gmatch("[^\n]+") do
  local language = match(line, "^%S+")
  for entry in line:sub(#language + 1):gmatch("%S+") do
    local name = match(entry, "^=(.*)")
    if name then by_name[name] = language else by_extension[entry] = language end
  end
end

-- Extensions that are top-level domains as well.
local domains = {}
for extension in ("cc fish in kt la md ml mk pl pm ps py rs sh st so"):gmatch("%S+") do domains[extension] = true end
local ports = { [22] = true, [80] = true, [443] = true, [8080] = true, [8443] = true }

--- The language of a file by its path; "" for an extension that only the configuration names; nil if
--- it is no source file.
function languages.of(path, extra)
  local name = match(path, "[^/\\]*$")
  if by_name[name] then return by_name[name] end
  local stem, extension = match(name, "^(.+)%.([%w+]+)$")
  if not stem or not stem:find("[%w_\x80-\xFF]") then return nil end
  return by_extension[extension] or by_extension[lower(extension)] or (extra[extension] and "")
end

--- Whether "path:line" is rather a host and a port: docs.rs:443, but not src/main.rs:443.
function languages.looks_like_host(path, line)
  if path:find("^www%.") or path:find("^[^/\\]*@[^/\\]*$") then return true end
  local extension = match(path, "^[^/\\]+%.(%a+)$")
  return extension ~= nil and domains[extension] ~= nil and ports[line] ~= nil
end

return languages
