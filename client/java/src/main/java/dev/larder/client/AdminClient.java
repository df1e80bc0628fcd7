package dev.larder.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A Larder server as its operators use it, asynchronously. Obtained from {@link
 * LarderClient#admin()}; the same deadline, failures, threads and rules for calls that are made
 * again.
 */
public final class AdminClient {
  static final int UPDATE_ATTEMPTS = 5;

  private final ClientParts parts;
  private final Caller caller;

  AdminClient(ClientParts parts, Caller caller) {
    this.parts = parts;
    this.caller = caller;
  }

  /**
   * Creates a namespace or replaces its settings, whole; kinds that exist and are not named get the
   * default policy. Fails with {@code VERSION_CONFLICT} when the etag is set and differs, or is "0"
   * and the namespace exists.
   *
   * @return the settings in force
   */
  public CompletableFuture<Namespace> putNamespace(Namespace namespace) {
    return caller.start(AdminOperations.put(namespace, false));
  }

  /** Checks settings and answers what putting them would do, but changes nothing. */
  public CompletableFuture<Namespace> validateNamespace(Namespace namespace) {
    return caller.start(AdminOperations.put(namespace, true));
  }

  /**
   * Changes some of a namespace's settings: reads them, or begins with none, and puts what {@code
   * change} makes of them; when somebody else changed or created them in between, again, up to five
   * times.
   *
   * @param change from the settings in force to those wanted; may be called several times
   * @return the settings in force
   */
  public CompletableFuture<Namespace> updateNamespace(
      String name, UnaryOperator<Namespace> change) {
    return update(name, change, UPDATE_ATTEMPTS);
  }

  /**
   * Sets the policy of one kind and leaves the others. Creates the namespace where there is none.
   */
  public CompletableFuture<Namespace> putKind(String namespace, KindPolicy policy) {
    return updateNamespace(namespace, settings -> settings.withKind(policy));
  }

  /** Reads a namespace's settings. Fails with {@code NAMESPACE_NOT_FOUND}. */
  public CompletableFuture<Namespace> getNamespace(String name) {
    return caller.start(AdminOperations.get(name));
  }

  /**
   * Reads one page of the namespaces, in the order of their names.
   *
   * @param pageSize at most so many, 1 to 1000; 0 for the server's default, 100
   * @param pageToken empty for the first page
   */
  public CompletableFuture<Page<Namespace>> listNamespaces(int pageSize, String pageToken) {
    return caller.start(AdminOperations.list(pageSize, pageToken));
  }

  /**
   * Deletes a namespace with its settings and objects.
   *
   * @param etag what it must be; empty for whatever is there
   * @return how many objects went with it
   */
  public CompletableFuture<Long> deleteNamespace(String name, String etag) {
    return caller.startAfter(
        supersede(key -> key.namespace().equals(name)), AdminOperations.delete(name, etag));
  }

  /** Removes every object of the server; settings stay. Answers how many. */
  public CompletableFuture<Long> clearAll() {
    return caller.startAfter(
        supersede(key -> true), AdminOperations.clear(AdminOperations.clearAll()));
  }

  /** Removes the objects of a namespace; settings stay. Answers how many. */
  public CompletableFuture<Long> clearNamespace(String namespace) {
    return caller.startAfter(
        supersede(key -> key.namespace().equals(namespace)),
        AdminOperations.clear(AdminOperations.clearNamespace(namespace)));
  }

  /** Removes the objects of a kind; settings stay. Answers how many. */
  public CompletableFuture<Long> clearKind(String namespace, String kind) {
    return caller.startAfter(
        supersede(Key.ofKind(namespace, kind)),
        AdminOperations.clear(AdminOperations.clearKind(namespace, kind)));
  }

  /** Figures of the whole server. */
  public CompletableFuture<Statistics> statistics() {
    return statistics("", "");
  }

  /**
   * Figures of a namespace, or of one of its kinds. Either may be empty for all; a kind needs a
   * namespace.
   */
  public CompletableFuture<Statistics> statistics(String namespace, String kind) {
    return caller.start(AdminOperations.statistics(namespace, kind));
  }

  private CompletableFuture<Void> supersede(Predicate<Key> keys) {
    return parts.loading().supersede(keys);
  }

  private CompletableFuture<Namespace> update(
      String name, UnaryOperator<Namespace> change, int attempts) {
    CompletableFuture<Namespace> attempt =
        getNamespace(name)
            .exceptionally(failure -> AdminOperations.noneYet(name, Failures.of(failure)))
            .thenCompose(settings -> putNamespace(change.apply(settings)));
    return Futures.follow(
        attempt.exceptionallyCompose(
            failure ->
                attempts > 1 && AdminOperations.isConflict(Futures.unwrap(failure))
                    ? update(name, change, attempts - 1)
                    : CompletableFuture.failedFuture(failure)));
  }
}
