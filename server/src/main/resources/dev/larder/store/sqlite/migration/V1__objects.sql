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
  collections INTEGER NOT NULL DEFAULT 0,
  collection_members INTEGER NOT NULL DEFAULT 0,
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

-- Every commit of a collection is a set of its own, whose number is never used twice. The one before stays readable for a
-- while, for those who are in the middle of its pages.
CREATE TABLE collection_set (
  set_id INTEGER PRIMARY KEY AUTOINCREMENT,
  generation INTEGER NOT NULL,
  name TEXT NOT NULL,
  -- 0 current, 1 replaced and readable still, 2 being removed
  state INTEGER NOT NULL,
  -- When it is next looked at: the hard expiry of a current one, the end of its grace for one that was replaced.
  sweep_time INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  members INTEGER NOT NULL,
  -- See IdDigest.
  ids_high INTEGER NOT NULL,
  ids_low INTEGER NOT NULL,
  fetch_time INTEGER NOT NULL,
  fresh INTEGER NOT NULL,
  stale_while_revalidate INTEGER NOT NULL,
  stale_if_error INTEGER NOT NULL,
  soft_expiry INTEGER NOT NULL,
  -- 1 once it was softly invalidated by itself: the soft expiry does not tell where it had passed before.
  invalidated INTEGER NOT NULL
);

CREATE UNIQUE INDEX collection_set_current ON collection_set (generation, name) WHERE state = 0;

CREATE INDEX collection_set_by_sweep_time ON collection_set (sweep_time);

CREATE TABLE collection_member (
  set_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  PRIMARY KEY (set_id, id)
) WITHOUT ROWID;

-- For a delete, which takes the object out of every set.
CREATE INDEX collection_member_by_id ON collection_member (generation, id);

-- Snapshots that are being put together; none outlives a restart.
CREATE TABLE snapshot (
  snapshot_id TEXT PRIMARY KEY,
  -- From here on its pages are removed.
  sweep_time INTEGER NOT NULL,
  -- How much had been withdrawn when its first page came: see SnapshotWithdrawals.
  begun INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX snapshot_by_sweep_time ON snapshot (sweep_time);

CREATE TABLE snapshot_page (
  snapshot_id TEXT NOT NULL,
  page_index INTEGER NOT NULL,
  -- How much had been withdrawn when it came, and its namespace's revision then.
  staged INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  -- See SnapshotPage.
  members BLOB NOT NULL,
  UNIQUE (snapshot_id, page_index)
);

-- What changed, in commit order, written in the transaction of the change.
CREATE TABLE change_log (
  namespace_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  -- 1 put, 2 refreshed, 3 deleted, 4 invalidated, 5 removed, 6 cleared, 7 collection
  type INTEGER NOT NULL,
  -- The kind by name, so that it can still be told after a clear; NULL when the whole namespace was cleared, or a tag invalidated.
  kind TEXT,
  -- Of the object; of a collection its name; NULL when the whole kind changed.
  id TEXT,
  -- NULL when no tag was invalidated.
  tag TEXT,
  PRIMARY KEY (namespace_id, revision)
) WITHOUT ROWID;
