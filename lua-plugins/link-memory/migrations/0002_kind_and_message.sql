-- Links and keys are told apart, and a message that is edited is forgotten without a search.
ALTER TABLE sightings ADD COLUMN kind TEXT NOT NULL DEFAULT 'link';
CREATE INDEX sightings_message ON sightings (message_id);
