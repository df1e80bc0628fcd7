package dev.larder.store.sqlite;

import dev.larder.model.CacheException;
import dev.larder.model.CacheException.Reason;
import dev.larder.model.KindPolicy;
import dev.larder.model.NamespaceSettings;
import dev.larder.store.ChangeType;
import dev.larder.store.KindState;
import dev.larder.store.NamespaceState;
import dev.larder.store.WriteCommand.Clear;
import dev.larder.store.WriteCommand.DeleteNamespace;
import dev.larder.store.WriteCommand.InvalidateKind;
import dev.larder.store.WriteCommand.InvalidateResult;
import dev.larder.store.WriteCommand.PutNamespace;
import dev.larder.store.sqlite.Withdrawal.How;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is done to whole namespaces and kinds, in a time that does not depend on how much they hold.
 */
final class NamespaceCommands {
  private final WriteTransaction transaction;
  private final CatalogueEdits edits;

  NamespaceCommands(WriteTransaction transaction) {
    this.transaction = transaction;
    this.edits = new CatalogueEdits(transaction);
  }

  NamespaceState put(PutNamespace command) throws SQLException {
    String name = command.settings().name();
    NamespaceState before = transaction.state().namespace(name);
    checkEtag(command.expectedEtag(), before);
    if (before == null) {
      edits.createNamespace(name, command.settings().limits());
      putKinds(command.settings());
    } else {
      // All that can be refused is, before the first edit: a refusal rolls nothing back.
      NamespaceSettings wanted = before.replacedBy(command.settings());
      if (!before.settings().equals(wanted)) {
        edits.changeSettings(name, wanted.limits());
        putKinds(wanted);
      }
    }
    return Objects.requireNonNull(transaction.state().namespace(name));
  }

  private void putKinds(NamespaceSettings wanted) throws SQLException {
    Map<String, KindState> before =
        Objects.requireNonNull(transaction.state().namespace(wanted.name())).kinds();
    for (Map.Entry<String, KindPolicy> kind : wanted.kinds().entrySet()) {
      KindState known = before.get(kind.getKey());
      if (known == null) {
        edits.createKind(wanted.name(), kind.getKey(), kind.getValue());
      } else if (!known.policy().equals(kind.getValue())) {
        edits.changePolicy(wanted.name(), kind.getKey(), known, kind.getValue());
      }
    }
  }

  long delete(DeleteNamespace command) throws SQLException {
    NamespaceState namespace = require(command.name());
    checkEtag(command.expectedEtag(), namespace);
    withdrawAll(command.name());
    return edits.deleteNamespace(namespace);
  }

  private static void checkEtag(@Nullable String expected, @Nullable NamespaceState current) {
    String etag = NamespaceState.etagOf(current);
    if (expected == null || expected.equals(etag)) {
      return;
    }
    throw new CacheException(
        Reason.VERSION_CONFLICT,
        current == null ? "there is no such namespace" : "the settings have changed",
        Map.of(CacheException.CURRENT_ETAG, etag));
  }

  long clear(Clear command) throws SQLException {
    if (command.namespace() == null) {
      return clearAll();
    }
    NamespaceState namespace = require(command.namespace());
    if (command.kind() == null) {
      return clearNamespace(namespace);
    }
    long removed = clearKind(namespace.name(), command.kind(), require(namespace, command.kind()));
    withdraw(namespace.name(), command.kind(), How.HARD);
    return removed;
  }

  private void withdraw(String namespace, String kind, How how) {
    transaction
        .withdrawals()
        .withdrawKind(namespace, kind, how, transaction.revision(namespace), transaction.now());
  }

  private void withdrawAll(@Nullable String namespace) {
    long revision = namespace == null ? 0 : transaction.revision(namespace);
    transaction.withdrawals().withdrawNamespace(namespace, How.HARD, revision, transaction.now());
  }

  private long clearAll() throws SQLException {
    withdrawAll(null);
    long removed = 0;
    for (NamespaceState namespace : transaction.state().allNamespaces().values()) {
      removed += clearNamespace(namespace);
    }
    return removed;
  }

  private long clearNamespace(NamespaceState namespace) throws SQLException {
    withdrawAll(namespace.name());
    if (namespace.kinds().values().stream().allMatch(this::isEmpty)) {
      return 0;
    }
    transaction.log(namespace.name(), ChangeType.CLEARED, null, null);
    long removed = 0;
    for (KindState kind : namespace.kinds().values()) {
      removed += edits.clear(kind);
    }
    return removed;
  }

  private long clearKind(String namespace, String name, KindState kind) throws SQLException {
    if (isEmpty(kind)) {
      return 0;
    }
    transaction.log(namespace, ChangeType.CLEARED, name, null);
    return edits.clear(kind);
  }

  InvalidateResult invalidate(InvalidateKind command) throws SQLException {
    KindState kind = transaction.state().kind(command.namespace(), command.kind());
    long reached = kind == null ? 0 : objects(kind);
    if (kind != null && !isEmpty(kind)) {
      invalidate(command, kind);
    }
    withdraw(command.namespace(), command.kind(), How.of(command.hard()));
    return new InvalidateResult(transaction.revision(command.namespace()), reached);
  }

  private void invalidate(InvalidateKind command, KindState kind) throws SQLException {
    if (command.hard()) {
      clearKind(command.namespace(), command.kind(), kind);
    } else {
      edits.invalidate(command.namespace(), command.kind(), kind);
    }
  }

  private long objects(KindState kind) {
    return figures(kind).rows().objects();
  }

  /** It may have no object and yet a collection, which says so. */
  private boolean isEmpty(KindState kind) {
    return objects(kind) == 0 && figures(kind).sets().collections() == 0;
  }

  private KindFigures figures(KindState kind) {
    return Objects.requireNonNull(transaction.state().figures(kind.generation()));
  }

  /** Refuses a kind that does not exist. */
  void requireKind(String namespace, String kind) {
    KindState unused = require(require(namespace), kind);
  }

  private NamespaceState require(String name) {
    NamespaceState namespace = transaction.state().namespace(name);
    if (namespace == null) {
      throw new CacheException(
          Reason.NAMESPACE_NOT_FOUND,
          "there is no such namespace",
          Map.of(CacheException.RESOURCE, name));
    }
    return namespace;
  }

  private static KindState require(NamespaceState namespace, String name) {
    KindState kind = namespace.kinds().get(name);
    if (kind == null) {
      throw new CacheException(
          Reason.KIND_NOT_FOUND, "there is no such kind", Map.of(CacheException.RESOURCE, name));
    }
    return kind;
  }
}
