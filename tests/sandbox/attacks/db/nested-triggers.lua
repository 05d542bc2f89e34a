-- tries: to have triggers set each other off
-- expect: OK|TIMEOUT|EXECUTION_ERROR
-- grants: db
return function(ctx)
  ctx.db.execute('CREATE TABLE a (v)')
  ctx.db.execute('CREATE TABLE b (v)')
  ctx.db.execute('CREATE TRIGGER ta AFTER INSERT ON a BEGIN INSERT INTO b SELECT new.v FROM (VALUES (1), (2)); END')
  ctx.db.execute('CREATE TRIGGER tb AFTER INSERT ON b BEGIN INSERT INTO a SELECT new.v FROM (VALUES (1), (2)); END')
  ctx.db.execute('INSERT INTO a VALUES (1)')
  return ctx.db.value('SELECT count(*) FROM a')
end
