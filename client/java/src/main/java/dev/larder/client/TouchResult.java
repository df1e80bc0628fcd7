package dev.larder.client;

/**
 * What became of one key of a touch.
 *
 * @param key the key
 * @param touched false: the object is absent, past its hard expiry or a tombstone
 * @param revision the object's new revision; 0 when not touched
 */
public record TouchResult(Key key, boolean touched, long revision) {}
