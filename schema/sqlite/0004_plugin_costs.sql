-- What plugins use besides time, and which parts of ctx they may use.

-- Summed over all runs, but for the memory of the run that needed most.
ALTER TABLE plugin_stats ADD COLUMN fuel INTEGER NOT NULL DEFAULT 0;
ALTER TABLE plugin_stats ADD COLUMN host_calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE plugin_stats ADD COLUMN peak_bytes INTEGER NOT NULL DEFAULT 0;

-- Names with ", " in between: what the plugin declares, what of it the operator allows, and what the
-- runs since it was loaded used.
ALTER TABLE plugin_states ADD COLUMN grants TEXT NOT NULL DEFAULT '';
ALTER TABLE plugin_states ADD COLUMN grants_allowed TEXT NOT NULL DEFAULT '';
ALTER TABLE plugin_states ADD COLUMN grants_used TEXT NOT NULL DEFAULT '';
