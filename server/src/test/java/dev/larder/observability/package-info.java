@NullMarked
package dev.larder.observability;

import org.jspecify.annotations.NullMarked;
