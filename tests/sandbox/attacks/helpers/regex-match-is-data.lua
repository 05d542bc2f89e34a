-- tries: to name groups after the members of a match
-- expect: OK {"first":1,"groups":["a","b"],"last":2,"names":{"first":"a","groups":"b"},"text":"ab"}
return function(ctx)
  return ctx.re.find('(?P<first>a)(?P<groups>b)', 'ab')
end
