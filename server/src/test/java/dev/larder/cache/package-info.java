@NullMarked
package dev.larder.cache;

import org.jspecify.annotations.NullMarked;
