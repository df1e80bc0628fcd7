/**
 * Settings: declared once, read from flags, environment and file, every error reported together.
 */
@NullMarked
package dev.larder.config;

import org.jspecify.annotations.NullMarked;
