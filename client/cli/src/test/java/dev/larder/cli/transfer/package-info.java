@NullMarked
package dev.larder.cli.transfer;

import org.jspecify.annotations.NullMarked;
