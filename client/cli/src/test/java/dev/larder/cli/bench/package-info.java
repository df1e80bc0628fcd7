@NullMarked
package dev.larder.cli.bench;

import org.jspecify.annotations.NullMarked;
