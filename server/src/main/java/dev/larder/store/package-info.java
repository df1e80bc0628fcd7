/**
 * The contract of a storage backend: an asynchronous interface and the commands and results it
 * speaks.
 */
@NullMarked
package dev.larder.store;

import org.jspecify.annotations.NullMarked;
