-- One row per scheduled departure, holding only what is known at that moment.
-- "recent" figures count departures of the same airport that really left in the hour before.
WITH times AS (
  SELECT
    f.year || '-' || f.month || '-' || f.day || '-' || f.carrier || f.flight || '-' || f.origin AS id,
    make_timestamp(f.year, f.month, f.day, f.sched_dep_time // 100, f.sched_dep_time % 100, 0) AS scheduled,
    f.*
  FROM flights f
), left_already AS (
  SELECT origin, carrier, dep_delay,
         scheduled + to_minutes(CAST(dep_delay AS BIGINT)) AS departed
  FROM times
  WHERE dep_delay IS NOT NULL
)
SELECT 1
