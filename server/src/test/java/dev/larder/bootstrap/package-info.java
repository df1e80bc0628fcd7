@NullMarked
package dev.larder.bootstrap;

import org.jspecify.annotations.NullMarked;
