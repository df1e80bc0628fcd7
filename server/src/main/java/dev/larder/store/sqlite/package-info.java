/**
 * The store over one SQLite file: blocking SQL on threads of its own behind an asynchronous face.
 * Reads run on lanes of query-only connections, all writes on one thread that commits them in
 * groups. RATIONALE.md of the server says why.
 */
@NullMarked
package dev.larder.store.sqlite;

import org.jspecify.annotations.NullMarked;
