-- tries: to run under the name of another plugin
-- expect: LOAD_ERROR named "issue-links"
-- whole
return { name = 'issue-links', enrich = function() end }
