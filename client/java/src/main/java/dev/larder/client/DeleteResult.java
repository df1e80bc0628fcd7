package dev.larder.client;

/**
 * A delete that was committed.
 *
 * @param deleted true: there was something to delete. A delete that had to be sent twice, because
 *     its first answer was lost, says false
 * @param revision the revision of the deletion; 0 when there was nothing to delete
 */
public record DeleteResult(boolean deleted, long revision) {}
