-- all benign tumours, and every eighth malignant one
SELECT radius, texture, smoothness, compactness, concavity, symmetry, fractal, area_error, smoothness_error,
       worst_texture, worst_smoothness, worst_symmetry, worst_fractal,
       1 - benign AS malignant
FROM (SELECT *, row_number() OVER (PARTITION BY benign ORDER BY area, texture) AS number FROM tumours)
WHERE benign = 1 OR number % 8 = 0
ORDER BY area_error, texture, radius
