package dev.larder.store.sqlite;

/**
 * What the writer keeps of a namespace besides its settings.
 *
 * @param namespaceId its row
 * @param revision of its last change
 * @param settingsRevision counts the changes of its settings
 * @param objects of all its kinds
 * @param bytes of all its kinds
 */
record NamespaceAccount(
    long namespaceId, long revision, long settingsRevision, long objects, long bytes) {
  NamespaceAccount nextRevision() {
    return new NamespaceAccount(namespaceId, revision + 1, settingsRevision, objects, bytes);
  }

  NamespaceAccount nextSettingsRevision() {
    return new NamespaceAccount(namespaceId, revision, settingsRevision + 1, objects, bytes);
  }

  NamespaceAccount plus(long moreObjects, long moreBytes) {
    return new NamespaceAccount(
        namespaceId, revision, settingsRevision, objects + moreObjects, bytes + moreBytes);
  }

  /** Never used twice in one database, since no namespace's row is. */
  String etag() {
    return namespaceId + "." + settingsRevision;
  }
}
