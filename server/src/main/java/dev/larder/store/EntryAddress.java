package dev.larder.store;

import dev.larder.model.ObjectKey;

/**
 * Where an entry is: its key, and the generation of its kind. A clear gives the kind a new
 * generation, so that whatever is remembered under the old one can never be found again.
 *
 * @param generation never used twice in one database
 * @param key the object
 */
public record EntryAddress(long generation, ObjectKey key) {}
