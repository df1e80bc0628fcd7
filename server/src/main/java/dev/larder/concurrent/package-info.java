/** Named threads, bounded executors, and closing what was made. */
@NullMarked
package dev.larder.concurrent;

import org.jspecify.annotations.NullMarked;
