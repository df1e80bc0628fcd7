package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.store.Invalidation;
import dev.larder.store.NamespaceState;
import dev.larder.store.TagMark;
import dev.larder.store.TagMarks;
import dev.larder.store.WriteCommand.InvalidateResult;
import dev.larder.store.WriteCommand.InvalidateTags;
import dev.larder.store.sqlite.Withdrawal.How;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What is done to invalidated tags, in the tables and in memory, in a time that does not depend on
 * how many entries carry them.
 */
final class TagCommands {
  private final WriteTransaction transaction;
  private final TagMarkDao dao;

  TagCommands(WriteTransaction transaction) {
    this.transaction = transaction;
    this.dao = new TagMarkDao(transaction.statements());
  }

  InvalidateResult invalidate(InvalidateTags command) throws SQLException {
    NamespaceState namespace = transaction.state().namespace(command.namespace());
    if (namespace == null) {
      // There is nowhere to mark it, and what is staged may be the first that is stored.
      transaction
          .withdrawals()
          .withdrawNamespace(command.namespace(), How.of(command.hard()), 0, transaction.now());
      return new InvalidateResult(0, 0);
    }
    Set<String> tags = new LinkedHashSet<>(command.tags());
    makeRoom(namespace, tags);
    mark(command.namespace(), tags, command.hard());
    return new InvalidateResult(
        transaction.state().account(command.namespace()).revision(), InvalidateResult.UNCOUNTED);
  }

  private void makeRoom(NamespaceState namespace, Set<String> tags) throws SQLException {
    TagMarks marks = namespace.tagMarks();
    List<String> inTheWay = marks.inTheWayOf(tags);
    long more = tags.stream().filter(tag -> !marks.marks().containsKey(tag)).count();
    if (marks.marks().size() - inTheWay.size() + more > TagMarks.MOST) {
      throw new CacheException(
          Reason.OVERLOADED,
          "the namespace has %d invalidated tags that are still to be swept"
              .formatted(TagMarks.MOST));
    }
    if (!inTheWay.isEmpty()) {
      drop(namespace.name(), inTheWay);
    }
  }

  private void mark(String namespace, Set<String> tags, boolean hard) throws SQLException {
    TagMarks before = marks(namespace);
    Map<String, TagMark> marked = new HashMap<>();
    for (String tag : tags) {
      long revision = transaction.logTag(namespace, tag);
      put(
          namespace,
          tag,
          before.of(tag).plus(new Invalidation(revision, transaction.now()), hard),
          marked);
    }
    replace(namespace, before.with(marked));
  }

  private void put(String namespace, String tag, TagMark mark, Map<String, TagMark> changed)
      throws SQLException {
    dao.put(transaction.state().account(namespace).namespaceId(), tag, mark);
    changed.put(tag, mark);
  }

  /** Writes down that these are done; nothing, where the mark has gone. */
  void swept(List<TagPass> done) throws SQLException {
    Map<String, Map<String, TagMark>> changed = new HashMap<>();
    for (TagPass pass : done) {
      NamespaceState namespace = transaction.state().namespace(pass.namespace());
      TagMark mark = namespace == null ? null : namespace.tagMarks().marks().get(pass.tag());
      if (mark != null) {
        put(
            pass.namespace(),
            pass.tag(),
            mark.swept(pass.revision()),
            changed.computeIfAbsent(pass.namespace(), name -> new HashMap<>()));
      }
    }
    changed.forEach((namespace, swept) -> replace(namespace, marks(namespace).with(swept)));
  }

  /** Forgets the marks of these tags. */
  void drop(String namespace, Collection<String> tags) throws SQLException {
    long namespaceId = transaction.state().account(namespace).namespaceId();
    for (String tag : tags) {
      dao.delete(namespaceId, tag);
      Invalidation hard = marks(namespace).of(tag).hard();
      if (hard != null) {
        transaction.withdrawals().tagEnded(namespace, hard.revision());
      }
    }
    TagMarks left = marks(namespace).without(tags);
    dao.updateFloor(namespaceId, left.floor());
    replace(namespace, left);
  }

  private TagMarks marks(String namespace) {
    return Objects.requireNonNull(transaction.state().namespace(namespace)).tagMarks();
  }

  private void replace(String namespace, TagMarks marks) {
    NamespaceState before = Objects.requireNonNull(transaction.state().namespace(namespace));
    transaction.state().put(before.withTagMarks(marks));
  }
}
