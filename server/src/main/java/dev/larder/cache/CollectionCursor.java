package dev.larder.cache;

import dev.larder.model.Outcome;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a collection ended, and what was decided for all of its pages.
 *
 * @param outcome the same on all pages; one that serves
 * @param setId the commit that they are pages of
 * @param landedAfter the reader has waited for what that commit wrote after this revision; {@link
 *     #NOTHING_LANDED} for one who has not waited
 * @param stalestMember the soft expiry of the member that is or becomes stale first; null when
 *     nobody asked
 * @param afterId the last member of the page
 */
public record CollectionCursor(
    Outcome outcome,
    long setId,
    long landedAfter,
    @Nullable Instant stalestMember,
    String afterId) {
  /** No revision is later. */
  public static final long NOTHING_LANDED = Long.MAX_VALUE;

  private static final String NOBODY_ASKED = "-";
  private static final int PARTS = 5;

  /** The same, further on. */
  public CollectionCursor after(String id) {
    return new CollectionCursor(outcome, setId, landedAfter, stalestMember, id);
  }

  /** For a token. */
  public String text() {
    String stalest = stalestMember == null ? NOBODY_ASKED : stalestMember.toString();
    return String.join(
        " ", outcome.name(), Long.toString(setId), Long.toString(landedAfter), stalest, afterId);
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException when it cannot have written this
   */
  public static CollectionCursor parse(String text) {
    String[] parts = text.split(" ", PARTS);
    if (parts.length < PARTS) {
      throw new IllegalArgumentException("not a cursor");
    }
    try {
      Instant stalest = parts[3].equals(NOBODY_ASKED) ? null : Instant.parse(parts[3]);
      return new CollectionCursor(
          Outcome.valueOf(parts[0]),
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          stalest,
          parts[4]);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a cursor", e);
    }
  }
}
