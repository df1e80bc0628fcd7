package dev.larder.client;

/**
 * The answer to a read whose caller is ready to ask the origin.
 *
 * @param read what was found
 * @param ticket the caller's part in what follows
 */
record FillRead<T>(Read<T> read, FillTicket<T> ticket) {}
