package dev.larder.cache;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.store.WriteCommand.CommitResult;
import dev.larder.store.WriteCommand.NewCollection;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of a snapshot have come, and what its commit came to.
 *
 * <p>Thread-safe.
 */
final class StagedSnapshot {
  private static final int ABSENT = -1;

  private final NewCollection collection;
  private final @Nullable Fill fill;
  private Instant keptUntil;

  /** How many members each page has; {@link #ABSENT} where none has come. */
  private int[] pages = {};

  private long members;
  private @Nullable CompletableFuture<CommitResult> commit;

  StagedSnapshot(NewCollection collection, @Nullable Fill fill, Instant keptUntil) {
    this.collection = collection;
    this.fill = fill;
    this.keptUntil = keptUntil;
  }

  /** What it is to become. */
  NewCollection collection() {
    return collection;
  }

  /** The fill that its commit completes; null: none. */
  @Nullable Fill fill() {
    return fill;
  }

  synchronized void keepUntil(Instant time) {
    keptUntil = time;
  }

  /** Its time is up, and no commit of it is under way. */
  synchronized boolean isAbandoned(Instant now) {
    return !now.isBefore(keptUntil) && (commit == null || commit.isDone());
  }

  /** It has become the collection. */
  synchronized boolean isCommitted() {
    return commit != null && commit.isDone() && !commit.isCompletedExceptionally();
  }

  /** Refuses a page that would make it larger than it may be. */
  synchronized void requireRoom(int pageIndex, int size, int mostMembers) {
    if (members - Math.max(0, membersOf(pageIndex)) + size > mostMembers) {
      throw new CacheException(
          Reason.REQUEST_INVALID,
          "members: a snapshot may have no more than %d".formatted(mostMembers),
          Map.of(CacheException.FIELD, "members"));
    }
  }

  /** A page is kept. */
  synchronized void arrived(int pageIndex, int size) {
    members += size - Math.max(0, membersOf(pageIndex));
    int known = pages.length;
    if (pageIndex >= known) {
      pages = Arrays.copyOf(pages, Math.max(pageIndex + 1, 2 * known));
      Arrays.fill(pages, known, pages.length, ABSENT);
    }
    pages[pageIndex] = size;
  }

  private int membersOf(int pageIndex) {
    return pageIndex < pages.length ? pages[pageIndex] : ABSENT;
  }

  /**
   * Commits it if it has these pages and no others, unless that has been done or is being done:
   * then the answer is the same one. A commit that failed may be tried again.
   */
  synchronized CompletableFuture<CommitResult> commitOnce(
      int pageCount, Supplier<CompletableFuture<CommitResult>> committing) {
    CompletableFuture<CommitResult> begun = commit;
    if (begun != null && !begun.isCompletedExceptionally()) {
      return begun;
    }
    requirePages(pageCount);
    CompletableFuture<CommitResult> now = committing.get();
    commit = now;
    return now;
  }

  private void requirePages(int pageCount) {
    for (int page = 0; page < Math.max(pageCount, pages.length); page++) {
      boolean there = membersOf(page) != ABSENT;
      if (there != page < pageCount) {
        throw new CacheException(
            Reason.SNAPSHOT_INCOMPLETE,
            there
                ? "page %d has come and is none of the %d".formatted(page, pageCount)
                : "page %d has not come".formatted(page),
            Map.of(CacheException.PAGE_INDEX, Integer.toString(page)));
      }
    }
  }
}
