package dev.larder.store;

import dev.larder.model.CollectionRef;
import dev.larder.model.Validity;

/**
 * One commit of a collection: a set of ids. It says which objects belong together and since when,
 * not whether they are still there: a member that was evicted or has expired is in the set, and who
 * reads it finds it missing. Put again by itself, it is there again.
 *
 * @param setId names this commit; grows with each, never used twice in one database
 * @param ref the collection
 * @param revision the namespace's revision at which it was committed
 * @param etag names the ids: it moves only when they change
 * @param memberCount how many ids; less with each member that was deleted since
 * @param validity of the set alone; its kind's invalidations have not been applied
 * @param invalidated true once it was softly invalidated by itself, whether that made it any staler
 *     or not
 */
public record StoredCollection(
    long setId,
    CollectionRef ref,
    long revision,
    String etag,
    long memberCount,
    Validity validity,
    boolean invalidated) {}
