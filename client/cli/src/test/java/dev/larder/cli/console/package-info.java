@NullMarked
package dev.larder.cli.console;

import org.jspecify.annotations.NullMarked;
