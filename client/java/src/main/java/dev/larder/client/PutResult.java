package dev.larder.client;

/**
 * A put that was committed.
 *
 * @param revision the object's revision
 * @param etag the payload's etag; empty for a negative object
 * @param payloadChanged false: the same bytes were there before
 */
public record PutResult(long revision, String etag, boolean payloadChanged) {}
