package dev.larder.store.sqlite;

/**
 * When a page of a snapshot came.
 *
 * @param withdrawal the number of the last withdrawal before it; see {@link SnapshotWithdrawals}
 * @param revision of its namespace; 0 when that did not exist
 */
record StagedAt(long withdrawal, long revision) {}
