-- tries: to match for minutes with an honest pattern
-- expect: TIMEOUT timed out
-- unguarded: hang
return function()
  return ('a'):rep(400000):find('[%w]+@[%w.]+%.com')
end
