/** Tests of the SQLite store. */
@NullMarked
package dev.larder.store.sqlite;

import org.jspecify.annotations.NullMarked;
