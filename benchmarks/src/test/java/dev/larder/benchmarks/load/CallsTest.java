package dev.larder.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.MessageLite;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.PutObjectRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallsTest {
  private static List<PutObjectRequest> puts(Call call) {
    MessageLite batch = call.requests().next();
    return ((BatchPutObjectsRequest) batch).getRequestsList();
  }

  @Test
  void batchPutTagged_eachHasTheTagOfAllAndOneOfAThousand() {
    List<PutObjectRequest> puts = puts(Calls.batchPutTagged(Numbers.inTurn(1_002), 1_002, 10));
    assertEquals(List.of("all", "t0"), puts.get(0).getTagsList());
    assertEquals(List.of("all", "t999"), puts.get(999).getTagsList());
    assertEquals(List.of("all", "t1"), puts.get(1_001).getTagsList());
    assertEquals("U00001001", puts.get(1_001).getKey().getId());
  }

  @Test
  void batchPut_hasNoTags() {
    List<PutObjectRequest> puts = puts(Calls.batchPut(Numbers.inTurn(2), 2, 10));
    assertEquals(2, puts.size());
    assertEquals(0, puts.get(1).getTagsCount());
  }
}
