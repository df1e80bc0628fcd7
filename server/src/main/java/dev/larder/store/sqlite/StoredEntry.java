package dev.larder.store.sqlite;

import dev.larder.model.Entry;

/** A whole row of the table {@code entry}. */
record StoredEntry(EntryHead head, Entry entry) {}
