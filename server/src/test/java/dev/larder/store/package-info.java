/** What every storage backend must do, as tests that a backend's own tests extend. */
@NullMarked
package dev.larder.store;

import org.jspecify.annotations.NullMarked;
