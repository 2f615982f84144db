-- temperature at each airport in each hour; the few that are missing are as the hour before
WITH hours AS (
    SELECT origin, unnest(generate_series(TIMESTAMP '2013-08-01', TIMESTAMP '2013-12-30', INTERVAL 1 HOUR)) AS hour
    FROM (SELECT DISTINCT origin FROM weather)
),
measured AS (
    SELECT origin, make_timestamp(year, month, day, hour, 0, 0) AS hour, avg(temp) AS temp
    FROM weather
    GROUP BY ALL
)
SELECT origin, hours.hour AS hour,
       last_value(temp IGNORE NULLS) OVER (PARTITION BY origin ORDER BY hours.hour) AS temperature
FROM hours LEFT JOIN measured USING (origin, hour)
ORDER BY origin, hour
