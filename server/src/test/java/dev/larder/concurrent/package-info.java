@NullMarked
package dev.larder.concurrent;

import org.jspecify.annotations.NullMarked;
