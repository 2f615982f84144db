-- One row per scheduled departure with what is known then, and the landing that tells whether it was late.
WITH times AS (
  SELECT
    concat_ws('-', strftime(make_date(year, month, day), '%Y%m%d'), carrier, flight, origin, sched_dep_time) AS id,
    make_timestamp(year, month, day, sched_dep_time // 100, sched_dep_time % 100, 0) AS scheduled,
    carrier, distance, dep_delay, arr_delay, air_time
  FROM flights
  WHERE origin = 'JFK'
)
SELECT
  id, scheduled, carrier, distance,
  scheduled + to_minutes(CAST(dep_delay + air_time + 20 AS BIGINT)) AS landed,
  CAST(arr_delay > 15 AS INTEGER) AS late
FROM times
ORDER BY scheduled, id
