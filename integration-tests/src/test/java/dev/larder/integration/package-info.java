/** Whole servers, real clients, real files. */
@NullMarked
package dev.larder.integration;

import org.jspecify.annotations.NullMarked;
