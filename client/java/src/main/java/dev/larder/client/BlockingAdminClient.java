package dev.larder.client;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A Larder server as its operators use it, for threads that may wait. Obtained from {@link
 * BlockingLarderClient#admin()}. Each method is the one of the same name of {@link AdminClient},
 * whose Javadoc holds here.
 */
public final class BlockingAdminClient {
  private static final int PAGE_SIZE = 0;

  private final ClientParts parts;
  private final Caller caller;

  BlockingAdminClient(ClientParts parts, Caller caller) {
    this.parts = parts;
    this.caller = caller;
  }

  /** Creates a namespace or replaces its settings, whole; see {@link AdminClient#putNamespace}. */
  public Namespace putNamespace(Namespace namespace) {
    return caller.await(AdminOperations.put(namespace, false));
  }

  /** Checks settings and answers what putting them would do, but changes nothing. */
  public Namespace validateNamespace(Namespace namespace) {
    return caller.await(AdminOperations.put(namespace, true));
  }

  /** Changes some of a namespace's settings; see {@link AdminClient#updateNamespace}. */
  public Namespace updateNamespace(String name, UnaryOperator<Namespace> change) {
    for (int attempts = AdminClient.UPDATE_ATTEMPTS; ; attempts--) {
      try {
        return putNamespace(change.apply(getOrNone(name)));
      } catch (LarderException failure) {
        if (attempts == 1 || !AdminOperations.isConflict(failure)) {
          throw failure;
        }
      }
    }
  }

  /**
   * Sets the policy of one kind and leaves the others. Creates the namespace where there is none.
   */
  public Namespace putKind(String namespace, KindPolicy policy) {
    return updateNamespace(namespace, settings -> settings.withKind(policy));
  }

  /** Reads a namespace's settings. Throws {@code NAMESPACE_NOT_FOUND}. */
  public Namespace getNamespace(String name) {
    return caller.await(AdminOperations.get(name));
  }

  /** Reads one page of the namespaces; see {@link AdminClient#listNamespaces}. */
  public Page<Namespace> listNamespaces(int pageSize, String pageToken) {
    return caller.await(AdminOperations.list(pageSize, pageToken));
  }

  /** All namespaces, in the order of their names. Pages are fetched as the stream is read. */
  public Stream<Namespace> listNamespaces() {
    return Pages.stream(token -> listNamespaces(PAGE_SIZE, token));
  }

  /** Deletes a namespace with its settings and objects; see {@link AdminClient#deleteNamespace}. */
  public long deleteNamespace(String name, String etag) {
    return caller.awaitAfter(
        parts.loading().supersede(key -> key.namespace().equals(name)),
        AdminOperations.delete(name, etag));
  }

  /** Removes every object of the server; settings stay. Answers how many. */
  public long clearAll() {
    return caller.awaitAfter(
        parts.loading().supersede(key -> true), AdminOperations.clear(AdminOperations.clearAll()));
  }

  /** Removes the objects of a namespace; settings stay. Answers how many. */
  public long clearNamespace(String namespace) {
    return caller.awaitAfter(
        parts.loading().supersede(key -> key.namespace().equals(namespace)),
        AdminOperations.clear(AdminOperations.clearNamespace(namespace)));
  }

  /** Removes the objects of a kind; settings stay. Answers how many. */
  public long clearKind(String namespace, String kind) {
    return caller.awaitAfter(
        parts.loading().supersede(Key.ofKind(namespace, kind)),
        AdminOperations.clear(AdminOperations.clearKind(namespace, kind)));
  }

  /** Figures of the whole server. */
  public Statistics statistics() {
    return statistics("", "");
  }

  /**
   * Figures of a namespace, or of one of its kinds; see {@link AdminClient#statistics(String,
   * String)}.
   */
  public Statistics statistics(String namespace, String kind) {
    return caller.await(AdminOperations.statistics(namespace, kind));
  }

  private Namespace getOrNone(String name) {
    try {
      return getNamespace(name);
    } catch (LarderException failure) {
      return AdminOperations.noneYet(name, failure);
    }
  }
}
