-- Times are microseconds since 1970, durations microseconds.

CREATE TABLE store_state (
  singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
  epoch TEXT NOT NULL,
  -- 1 from an orderly stop to the next start: anything else makes the next start check the file.
  clean_stop INTEGER NOT NULL,
  -- A new namespace counts on from here, so that no revision of a deleted namespace of the same name comes back.
  revision_floor INTEGER NOT NULL,
  -- How often the file was opened: whatever was given out in memory under an earlier one is void.
  incarnation INTEGER NOT NULL
);

CREATE TABLE namespace (
  namespace_id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  max_bytes INTEGER NOT NULL,
  max_objects INTEGER NOT NULL,
  eviction INTEGER NOT NULL,
  settings_revision INTEGER NOT NULL,
  -- The highest revision of an invalidated tag that was dropped from tag_mark.
  tag_floor INTEGER NOT NULL
);

-- A clear replaces a kind's row by one with a new generation: whatever carries the old one is out of reach at once.
CREATE TABLE kind (
  generation INTEGER PRIMARY KEY AUTOINCREMENT,
  namespace_id INTEGER NOT NULL REFERENCES namespace,
  name TEXT NOT NULL,
  fresh INTEGER NOT NULL,
  stale_while_revalidate INTEGER NOT NULL,
  stale_if_error INTEGER NOT NULL,
  negative_lifetime INTEGER NOT NULL,
  ttl_jitter REAL NOT NULL,
  default_freshness INTEGER NOT NULL,
  -- A JSON array of texts.
  fold_case_fields TEXT NOT NULL,
  require_json INTEGER NOT NULL,
  refresh_ahead REAL NOT NULL,
  -- A JSON array of [revision, time], ascending in both.
  invalidations TEXT NOT NULL DEFAULT '[]',
  objects INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  fetch_seconds INTEGER NOT NULL DEFAULT 0,
  UNIQUE (namespace_id, name)
);

-- Generations whose entries are still to be removed, in slices.
CREATE TABLE cleared_generation (generation INTEGER PRIMARY KEY);

CREATE TABLE entry (
  entry_id INTEGER PRIMARY KEY,
  generation INTEGER NOT NULL,
  id TEXT NOT NULL,
  -- When the row is next looked at for its expiry: never after its hard expiry, and before it where it has been renewed.
  sweep_time INTEGER NOT NULL,
  access_time INTEGER NOT NULL,
  -- Everything else: see EntryMetadata.
  metadata BLOB NOT NULL,
  -- NULL for a negative entry. Last, so that everything before it is read without walking its overflow pages.
  payload BLOB,
  UNIQUE (generation, id)
);

CREATE INDEX entry_by_sweep_time ON entry (sweep_time);

-- Keyed by the folded value and then by id, so that a page of matches is one run of keys in the order of the answer.
CREATE TABLE index_term (
  generation INTEGER NOT NULL,
  folded_value TEXT NOT NULL,
  id TEXT NOT NULL,
  field TEXT NOT NULL,
  PRIMARY KEY (generation, folded_value, id, field)
) WITHOUT ROWID;

-- The entries that carry a tag.
CREATE TABLE entry_tag (
  generation INTEGER NOT NULL,
  tag TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (generation, tag, id)
) WITHOUT ROWID;

-- The tags that were invalidated, until their effect is in the rows of the entries that carry them, and a while longer.
CREATE TABLE tag_mark (
  namespace_id INTEGER NOT NULL,
  tag TEXT NOT NULL,
  -- A JSON array of [revision, time from which, time before which], ascending.
  soft TEXT NOT NULL,
  -- The last hard invalidation; NULL when there was none.
  hard_revision INTEGER,
  hard_time INTEGER,
  -- Up to which the effect is in the rows.
  swept_revision INTEGER NOT NULL,
  PRIMARY KEY (namespace_id, tag)
) WITHOUT ROWID;

-- What changed, in commit order, written in the transaction of the change.
CREATE TABLE change_log (
  namespace_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  -- 1 put, 2 refreshed, 3 deleted, 4 invalidated, 5 removed, 6 cleared
  type INTEGER NOT NULL,
  -- The kind by name, so that it can still be told after a clear; NULL when the whole namespace was cleared, or a tag invalidated.
  kind TEXT,
  -- NULL when the whole kind changed.
  id TEXT,
  -- NULL when no tag was invalidated.
  tag TEXT,
  PRIMARY KEY (namespace_id, revision)
) WITHOUT ROWID;
