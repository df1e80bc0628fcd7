package dev.larder.store.sqlite;

import dev.larder.store.NamespaceState;
import dev.larder.store.TagMark;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Writes the effect of invalidated tags into the rows of the entries that carry them, one tag after
 * the other, and forgets the tags afterwards. A mark stays for an hour after its last invalidation:
 * what was computed before that, and is put until then, is told by it.
 *
 * <p>Nobody waits for it: the marks have told everybody what it is about to write. So its slices
 * are shorter than others and have pauses between them, that whoever writes meanwhile hardly meets
 * it.
 *
 * <p>After a restart the tag that was being swept is begun anew.
 *
 * <p>Used by the writer thread alone.
 */
final class TagSweep implements MaintenanceSlice.InTransaction {
  /** How long after its last invalidation a mark is kept at least. */
  static final Duration KEPT = Duration.ofHours(1);

  /** The longest slice. */
  static final Duration SLICE = Duration.ofMillis(2);

  /** Between two slices. */
  static final Duration PAUSE = Duration.ofMillis(3);

  /** In one transaction: each is a statement. */
  private static final int DROPPED_AT_ONCE = 256;

  private final Duration interval;

  /** Still to be swept in this round. */
  private final Queue<Marked> waiting = new ArrayDeque<>();

  private @Nullable TagPass pass;

  private record Marked(String namespace, String tag) {}

  TagSweep(Duration interval) {
    this.interval = interval;
  }

  @Override
  public String name() {
    return "sweep of invalidated tags";
  }

  /** The rows are as they were before the slice, so the tag is begun anew. */
  @Override
  public void failed() {
    pass = null;
    waiting.clear();
  }

  @Override
  public Duration run(WriteTransaction transaction, SliceBudget time) throws SQLException {
    SliceBudget little = time.atMost(SLICE);
    boolean dropped = false;
    if (pass == null && waiting.isEmpty()) {
      gather(transaction.state());
      dropped = dropOld(transaction);
    }
    List<TagPass> done = new ArrayList<>();
    boolean more = begin(transaction.state());
    boolean inTime = true;
    while (more && inTime) {
      goOn(transaction, little, done);
      more = begin(transaction.state());
      inTime = little.remains();
    }
    new TagCommands(transaction).swept(done);
    // After the last of a round, too: it may have been invalidated again meanwhile.
    return more || dropped || !done.isEmpty() ? PAUSE : interval;
  }

  private void gather(PendingState state) {
    for (NamespaceState namespace : state.allNamespaces().values()) {
      namespace.tagMarks().marks().forEach((tag, mark) -> gather(namespace.name(), tag, mark));
    }
  }

  private void gather(String namespace, String tag, TagMark mark) {
    if (!mark.isSwept()) {
      waiting.add(new Marked(namespace, tag));
    }
  }

  /** Sees to it that there is a tag being swept; false when none is left. */
  private boolean begin(PendingState state) {
    while (pass == null && !waiting.isEmpty()) {
      Marked next = waiting.remove();
      NamespaceState namespace = state.namespace(next.namespace());
      TagMark mark = namespace == null ? null : namespace.tagMarks().marks().get(next.tag());
      if (namespace != null && mark != null) {
        pass = new TagPass(namespace, next.tag(), mark);
      }
    }
    return pass != null;
  }

  private void goOn(WriteTransaction transaction, SliceBudget time, List<TagPass> done)
      throws SQLException {
    TagPass going = Objects.requireNonNull(pass);
    if (going.goOn(transaction, time)) {
      done.add(going);
      pass = null;
    }
  }

  /** True when something was dropped, so that there may be more. */
  private static boolean dropOld(WriteTransaction transaction) throws SQLException {
    Instant before = transaction.now().minus(KEPT);
    boolean any = false;
    for (NamespaceState namespace : transaction.state().allNamespaces().values()) {
      List<String> old =
          namespace.tagMarks().marks().entrySet().stream()
              .filter(mark -> mark.getValue().isSwept() && !mark.getValue().time().isAfter(before))
              .limit(DROPPED_AT_ONCE)
              .map(Map.Entry::getKey)
              .toList();
      if (!old.isEmpty()) {
        new TagCommands(transaction).drop(namespace.name(), old);
        any = true;
      }
    }
    return any;
  }
}
