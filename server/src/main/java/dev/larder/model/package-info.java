/**
 * The words that every part of the server speaks: immutable values, and the one exception. Imports
 * nothing of ours.
 */
@NullMarked
package dev.larder.model;

import org.jspecify.annotations.NullMarked;
