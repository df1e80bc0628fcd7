package dev.larder.store.sqlite;

import dev.larder.model.CollectionRef;
import dev.larder.store.KindState;
import dev.larder.store.TagMarks;
import dev.larder.store.WriteCommand.Put;
import dev.larder.store.sqlite.Withdrawal.How;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became, until their commit, of the members that came with the pages of a snapshot: what was
 * withdrawn since, and what is newer. Within one transaction.
 */
final class StagedMembers {
  private final WriteTransaction transaction;
  private final KindState kind;
  private final CollectionRef ref;

  /** The namespace's revision when the commit began: what is later is its own. */
  private final long before;

  /** The pages so far, each by the revision before its first member was stored. */
  private final NavigableMap<Long, StagedAt> pages = new TreeMap<>();

  private StagedAt page = new StagedAt(0, 0);

  /** To be made before anything of the collection is written. */
  StagedMembers(WriteTransaction transaction, KindState kind, CollectionRef ref) {
    this.transaction = transaction;
    this.kind = kind;
    this.ref = ref;
    this.before = transaction.revision(ref.namespace());
  }

  /** What follows came then. */
  void begin(StagedAt next) {
    page = next;
    pages.put(transaction.revision(ref.namespace()), next);
  }

  /** What was withdrawn of a member of the page since it came. */
  Withdrawal since(Put member) {
    return since(member, page);
  }

  private Withdrawal since(Put member, StagedAt staged) {
    return transaction
        .withdrawals()
        .ofMember(ref, member.key(), staged.withdrawal())
        .and(ofTags(member.content().tags(), staged.revision()));
  }

  private Withdrawal ofTags(List<String> tags, long revision) {
    TagMarks marks = kind.tagMarks();
    if (!marks.invalidatedSince(tags, revision)) {
      return Withdrawal.NONE;
    }
    boolean ended =
        marks.endedSince(tags, revision) || transaction.withdrawals().tagEnded(ref) > revision;
    return Withdrawal.ofTag(How.of(ended), marks.staleFrom(tags, revision));
  }

  /**
   * True when what is stored of a member was written after its page came, or is of a page that came
   * after what this one was overtaken by.
   *
   * @param since of the member
   */
  boolean isNewer(Put member, @Nullable EntryHead row, Withdrawal since) {
    if (row == null || !row.currentAt(kind, transaction.now())) {
      return false;
    } else if (row.revision() <= before) {
      return row.revision() > page.revision();
    }
    return since.isGone() || (!since.isNone() && since(member, pageOf(row)).isNone());
  }

  private StagedAt pageOf(EntryHead row) {
    return Objects.requireNonNull(pages.lowerEntry(row.revision())).getValue();
  }
}
